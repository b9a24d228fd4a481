import { ShagunError, type Storage } from '@shagun/core'
import type { JournalEntry } from '@shagun/core/adapter'

/** A storage for a run that may have been made before. */
export interface RerunnableStorage extends Storage {
  /** Why this run is not the one that is stored, once that is seen. */
  getConflict(): ShagunError | undefined
  /** @throws ShagunError `journal-conflict` where the stored run went on longer */
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

  function refuse(what: string): never {
    const message =
      `Account ${account} of the storage holds another run: ${what}. ` +
      'Give this one another account name, or begin with a fresh storage.'
    conflict = new ShagunError('journal-conflict', message, {
      details: { account, expected: stored.length, found: seen },
    })
    throw conflict
  }

  return {
    id: storage.id,
    bars: storage.bars,
    close: () => storage.close(),
    getConflict: () => conflict,
    async openJournal(name) {
      account = name
      const journal = await storage.openJournal(name)
      stored = []
      for await (const entry of journal.read()) stored.push(entry)
      seen = 0
      return {
        chained: journal.chained ?? true,
        append(entries) {
          if (seen === stored.length) return journal.append(entries)
          const known = entries.slice(0, stored.length - seen)
          for (const entry of known) {
            if (!isSame(entry, stored[seen]!)) refuse(`entry ${seen} differs`)
            seen++
          }
          return entries.length > known.length ? journal.append(entries.slice(known.length)) : undefined
        },
        async *read() {},
        saveSnapshot: (sequence, body) => journal.saveSnapshot(sequence, body),
        loadSnapshot: async () => undefined,
        close: () => journal.close(),
      }
    },
    finish() {
      if (seen < stored.length) refuse(`it has ${stored.length} entries and this one ended after ${seen}`)
    },
  }
}

function isSame(a: JournalEntry, b: JournalEntry): boolean {
  return a.type === b.type && a.time === b.time && a.version === b.version && a.body === b.body
}
