import { isShagunError } from '@shagun/core'
import type { BarSeries, JournalEntry, TimeRange } from '@shagun/core/adapter'
import type { BarRows } from './bar-store.ts'
import { createBarWriter } from './bar-writer.ts'
import type { Connection } from './connection.ts'
import { conflict } from './journal-conflict.ts'
import { createQueryTables } from './query-tables.ts'

/** One thing to write, all of it or nothing; plain values, so that it can be sent to a thread. */
export type Write =
  | { readonly kind: 'opening'; readonly account: string }
  | { readonly kind: 'entries'; readonly account: string; readonly entries: readonly JournalEntry[] }
  | { readonly kind: 'snapshot'; readonly account: string; readonly sequence: number; readonly body: string }
  | { readonly kind: 'bars'; readonly series: BarSeries; readonly rows: BarRows; readonly known: TimeRange }
  | { readonly kind: 'forget-bars'; readonly series: BarSeries }
  | { readonly kind: 'query-tables' }

/** Commits a group of writes in order, and tells of each what was wrong with it: `undefined` where it is durable. */
export type Commit = (writes: readonly Write[]) => readonly unknown[]

/** Group commit: one transaction, and so one wait for the disk, for all that is written meanwhile. */
export function createCommit(connection: Connection): Commit {
  const { database, transaction } = connection
  const tables = createQueryTables(connection)
  const history = createBarWriter(connection)
  const insert = database.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)')
  const last = database.prepare('SELECT max(sequence) AS sequence FROM journal WHERE account = ?')
  const putSnapshot = database.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?)')

  function append(account: string, entries: readonly JournalEntry[]): void {
    let next = Number(last.get(account)!['sequence'] ?? -1) + 1
    for (const entry of entries) {
      const { sequence, time, type, version, body, hash } = entry
      if (sequence !== next) throw conflict(account, next, sequence, 'the entry does not follow the last one')
      insert.run(account, sequence, time, type, version, body, hash)
      tables.project(account, entry)
      next++
    }
  }

  function perform(write: Write): void {
    switch (write.kind) {
      // Another process may have written it since.
      case 'opening':
        return tables.forget()
      case 'entries':
        return append(write.account, write.entries)
      case 'snapshot':
        putSnapshot.run(write.account, write.sequence, write.body)
        return
      case 'bars':
        return history.save(write.series, write.rows, write.known)
      case 'forget-bars':
        return history.forget(write.series)
      case 'query-tables':
        return tables.rebuild()
    }
  }

  return function commit(writes): readonly unknown[] {
    try {
      transaction('be written', () => writes.forEach(perform))
      return writes.map(() => undefined)
    } catch (error) {
      tables.forget()
      if (writes.length === 1 || isHeld(error)) return writes.map(() => error)
      // Nothing of the group is there. In halves, so that none suffers for another.
      const half = writes.length >> 1
      return [...commit(writes.slice(0, half)), ...commit(writes.slice(half))]
    }
  }
}

/** Another process did not let go of the file, and would not for a part of the group either. */
function isHeld(error: unknown): boolean {
  return isShagunError(error, 'storage-failed') && error.retryable
}
