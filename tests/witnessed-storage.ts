import { createHash } from 'node:crypto'
import { type JournalEntry, memory, type Storage } from '@shagun/core'

/** A storage with an onlooker, who sees every entry and can make the storage fail. */
export interface WitnessedStorage extends Storage {
  /** What was appended, oldest first. */
  readonly entries: readonly JournalEntry[]
  /** Whether appending throws, and when. */
  fails: 'never' | 'at once' | 'later'
  /** What a reader is given in place of an entry. */
  tamper: (entry: JournalEntry) => JournalEntry
}

export function witnessedStorage(): WitnessedStorage {
  const inner = memory({ chained: true })
  const entries: JournalEntry[] = []
  const storage: WitnessedStorage = {
    ...inner,
    entries,
    fails: 'never',
    tamper: (entry) => entry,
    async openJournal(account) {
      const journal = await inner.openJournal(account)
      return {
        ...journal,
        append(added) {
          const failure = new Error('the disk is full')
          if (storage.fails === 'at once') throw failure
          if (storage.fails === 'later') return Promise.reject(failure)
          const appended = journal.append(added)
          entries.push(...added)
          return appended
        },
        async *read(after) {
          for await (const entry of journal.read(after)) yield storage.tamper(entry)
        },
      }
    },
  }
  return storage
}

/** The hash that an entry must have after another: how journals are chained is what auditors rely on. */
export function hashOf(before: JournalEntry | undefined, entry: JournalEntry): string {
  const { sequence, time, type, version, body } = entry
  const chained = [before?.hash ?? '0'.repeat(64), sequence, time, type, version, body]
  return createHash('sha256').update(chained.join('\n')).digest('hex')
}

/** Whether every entry follows the one before it. */
export function isChained(entries: readonly JournalEntry[]): boolean {
  return (
    entries.length > 0 &&
    entries.every((entry, i) => entry.sequence === i && entry.hash === hashOf(entries[i - 1], entry))
  )
}
