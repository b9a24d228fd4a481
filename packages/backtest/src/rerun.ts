import { memory, ShagunError, type Storage } from '@shagun/core'
import type { JournalEntry } from '@shagun/core/adapter'

/** A storage for a run that may have been made before. */
export interface RerunnableStorage extends Storage {
  /** Why this run is not the one that is stored, once that is seen. */
  readonly conflict: ShagunError | undefined
  /** @throws `journal-conflict` where the stored run went on longer */
  finish(): void
}

/**
 * A backtest begins with nothing, so it never goes on from a journal. Where the storage holds one already, each entry
 * must be the same as the one that is stored; then nothing is written twice, and the run is proven to be repeatable.
 */
export function rerunnable(storage: Storage): RerunnableStorage {
  let stored: JournalEntry[] = []
  let seen = 0
  let account = ''
  let conflict: ShagunError | undefined

  function differs(sequence: number): ShagunError {
    const message =
      `Account ${account} of the storage holds another run: entry ${sequence} differs. ` +
      'Give this one another account name, or begin with a fresh storage.'
    conflict = new ShagunError('journal-conflict', message, {
      details: { account, expected: stored.length, found: sequence },
    })
    return conflict
  }

  return {
    id: storage.id,
    bars: storage.bars,
    close: () => storage.close(),
    get conflict() {
      return conflict
    },
    async openJournal(name) {
      account = name
      const journal = await storage.openJournal(name)
      stored = []
      for await (const entry of journal.read()) stored.push(entry)
      seen = 0
      return {
        chained: journal.chained ?? true,
        append(entries) {
          if (seen >= stored.length) return journal.append(entries)
          const known = entries.slice(0, stored.length - seen)
          for (const entry of known) if (!same(entry, stored[seen++]!)) throw differs(entry.sequence)
          return entries.length > known.length ? journal.append(entries.slice(known.length)) : undefined
        },
        async *read() {},
        saveSnapshot: (sequence, body) => journal.saveSnapshot(sequence, body),
        loadSnapshot: async () => undefined,
        close: () => journal.close(),
      }
    },
    finish() {
      if (seen < stored.length) throw differs(seen)
    },
  }
}

/** For a run that nobody will read the journal of. */
export function forgetful(): RerunnableStorage {
  const { bars } = memory()
  return {
    id: 'forgetful',
    bars,
    conflict: undefined,
    finish() {},
    openJournal: async () => ({
      chained: false,
      append() {},
      async *read() {},
      async saveSnapshot() {},
      loadSnapshot: async () => undefined,
      async close() {},
    }),
    async close() {},
  }
}

function same(a: JournalEntry, b: JournalEntry): boolean {
  return a.type === b.type && a.time === b.time && a.version === b.version && a.body === b.body
}
