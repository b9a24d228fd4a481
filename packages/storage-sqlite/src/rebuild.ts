import type { AccountLocks } from './account-locks.ts'
import type { Connection } from './connection.ts'
import { conflict } from './journal-conflict.ts'
import type { Writer } from './writer.ts'

/**
 * Makes the query tables anew, behind what this storage has to write and before what it writes next.
 *
 * Another process could not write meanwhile, and would give up after a few seconds, so none may have a journal open.
 */
export function createRebuild(
  { database, attempt }: Connection,
  writer: Writer,
  locks: AccountLocks,
): () => Promise<void> {
  const accounts = database.prepare('SELECT account, max(sequence) AS last FROM journal GROUP BY account')

  return async () => {
    const rows = attempt('be read', () => accounts.all())
    const taken: string[] = []
    try {
      for (const row of rows) {
        const account = String(row['account'])
        if (locks.holds(account)) continue
        const next = Number(row['last']) + 1
        if (!locks.take(account)) throw conflict(account, next, next, 'it is open in another process')
        taken.push(account)
      }
      await writer.write({ kind: 'query-tables' })
    } finally {
      for (const account of taken) locks.release(account)
    }
  }
}
