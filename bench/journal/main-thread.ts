import { DatabaseSync } from 'node:sqlite'
import type { Keeper } from './measure.ts'

/** What anybody would write first: a row and a commit for each event, in the thread where it happens. */
export function openMainThread(synchronous: 'NORMAL' | 'FULL'): (path: string) => Promise<Keeper> {
  return async (path) => {
    const database = new DatabaseSync(path)
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};
      CREATE TABLE journal (account INTEGER, sequence INTEGER, time REAL, type TEXT, version INTEGER, body TEXT, hash TEXT,
        PRIMARY KEY (account, sequence)) WITHOUT ROWID`)
    const insert = database.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)')
    const counted = database.prepare('SELECT count(*) AS n, max(sequence) AS last FROM journal WHERE account = ?')
    return {
      append(account, { sequence, time, type, version, body, hash }) {
        insert.run(account, sequence, time, type, version, body, hash)
      },
      async count(account) {
        const { n, last } = counted.get(account)!
        return Number(n) === Number(last) + 1 ? Number(n) : -1
      },
      async close() {
        database.close()
      },
    }
  }
}
