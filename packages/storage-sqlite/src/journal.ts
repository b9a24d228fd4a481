import { ShagunError } from '@shagun/core'
import type { Journal, JournalEntry } from '@shagun/core/adapter'
import type { AccountLocks } from './account-locks.ts'
import type { Connection } from './connection.ts'
import { conflict } from './journal-conflict.ts'
import type { Writer } from './writer.ts'

/** Rows that are read at once: enough to be fast, few enough to hold. */
const page = 1_000

/** The journals of one database: written through the writer, read on the connection. */
export function createJournals(
  { database, attempt }: Connection,
  writer: Writer,
  locks: AccountLocks,
): (account: string) => Promise<Journal> {
  const last = database.prepare('SELECT max(sequence) AS sequence FROM journal WHERE account = ?')
  const select = database.prepare(
    `SELECT sequence, time, type, version, body, hash FROM journal
     WHERE account = ? AND sequence > ? ORDER BY sequence LIMIT ${page}`,
  )
  const getSnapshot = database.prepare('SELECT sequence, body FROM snapshots WHERE account = ?')

  return async (account) => {
    const next = Number(attempt('be read', () => last.get(account)!)['sequence'] ?? -1) + 1
    if (!locks.take(account)) throw conflict(account, next, next, 'it is open already, here or in another process')
    try {
      // Nothing to write, but a writer that cannot write is better known now than at the first order.
      await writer.write({ kind: 'opening', account })
    } catch (cause) {
      locks.release(account)
      throw cause
    }
    let isOpen = true
    return {
      append(entries) {
        if (!isOpen) throw closed(account)
        return writer.write({ kind: 'entries', account, entries: entries.map(valuesOf) })
      },
      async *read(after = -1) {
        let rows: readonly JournalEntry[]
        let from = after
        do {
          rows = attempt('be read', () => select.all(account, from)) as unknown as JournalEntry[]
          for (const row of rows) yield { ...row }
          from = rows.at(-1)?.sequence ?? from
        } while (rows.length === page)
      },
      async saveSnapshot(sequence, body) {
        if (!isOpen) throw closed(account)
        await writer.write({ kind: 'snapshot', account, sequence, body })
      },
      async loadSnapshot() {
        const row = attempt('be read', () => getSnapshot.get(account))
        return row && { sequence: Number(row['sequence']), body: String(row['body']) }
      },
      async close() {
        if (!isOpen) return
        isOpen = false
        await writer.settled()
        locks.release(account)
      },
    }
  }
}

/** As it is now, and nothing else that it may carry: a thread can be sent values only. */
function valuesOf({ sequence, time, type, version, body, hash }: JournalEntry): JournalEntry {
  return { sequence, time, type, version, body, hash }
}

function closed(account: string): ShagunError {
  const message = `The journal of account ${account} is closed; open it again before writing to it.`
  return new ShagunError('not-started', message, { details: { account } })
}
