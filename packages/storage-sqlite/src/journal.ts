import { ShagunError } from '@shagun/core'
import type { Journal, JournalEntry } from '@shagun/core/adapter'
import type { Connection } from './connection.ts'
import { isDuplicate } from './explain.ts'

/** Rows that are read at once: enough to be fast, few enough to hold. */
const page = 1_000

/**
 * The journals of one database.
 *
 * Within this storage an account has one writer. Of two processes the one that appends first goes on, and the other gets
 * `journal-conflict` at its next append: a sequence number is taken once.
 *
 * @param project - keeps the query tables, inside the transaction of the append
 */
export function createJournals(
  { database, attempt, transaction }: Connection,
  project: (account: string, entry: JournalEntry) => void,
): (account: string) => Promise<Journal> {
  const writers = new Set<string>()
  const insert = database.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)')
  const last = database.prepare('SELECT max(sequence) AS sequence FROM journal WHERE account = ?')
  const select = database.prepare(
    `SELECT sequence, time, type, version, body, hash FROM journal
     WHERE account = ? AND sequence > ? ORDER BY sequence LIMIT ${page}`,
  )
  const putSnapshot = database.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?)')
  const getSnapshot = database.prepare('SELECT sequence, body FROM snapshots WHERE account = ?')

  function nextOf(account: string): number {
    const row = attempt('be read', () => last.get(account))
    return row?.['sequence'] == null ? 0 : Number(row['sequence']) + 1
  }

  function write(account: string, entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const { sequence, time, type, version, body, hash } = entry
      try {
        insert.run(account, sequence, time, type, version, body, hash)
      } catch (cause) {
        throw isDuplicate(cause) ? conflict(account, nextOf(account), sequence, 'another writer was here') : cause
      }
      project(account, entry)
    }
  }

  return async (account) => {
    let next = nextOf(account)
    if (writers.has(account)) throw conflict(account, next, next, 'it is open already')
    writers.add(account)
    let open = true
    return {
      append(entries) {
        if (!open) throw closed(account)
        entries.forEach(({ sequence }, i) => {
          if (sequence !== next + i)
            throw conflict(account, next + i, sequence, 'the entry does not follow the last one')
        })
        transaction('be appended to', () => write(account, entries))
        next += entries.length
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
        attempt('be written', () => putSnapshot.run(account, sequence, body))
      },
      async loadSnapshot() {
        const row = attempt('be read', () => getSnapshot.get(account))
        return row && { sequence: Number(row['sequence']), body: String(row['body']) }
      },
      async close() {
        if (open) writers.delete(account)
        open = false
      },
    }
  }
}

function conflict(account: string, expected: number, found: number, why: string): ShagunError {
  const message = `The journal of account ${account} cannot be written: ${why}. One account has one writer.`
  return new ShagunError('journal-conflict', message, { details: { account, expected, found } })
}

function closed(account: string): ShagunError {
  const message = `The journal of account ${account} is closed; open it again before writing to it.`
  return new ShagunError('not-started', message, { details: { account } })
}
