import { DatabaseSync } from 'node:sqlite'
import { ShagunError } from '@shagun/core'
import { explain } from './explain.ts'
import { applicationId, migrations, schema, schemaVersion } from './schema.ts'

/** What an entry survives once its append has returned. */
export type Durability = 'crash-safe' | 'power-safe'

/** An open database of ours. */
export interface Connection {
  readonly database: DatabaseSync
  /** Runs `work`; what SQLite throws meanwhile becomes a ShagunError that says what was being done. */
  attempt<T>(doing: string, work: () => T): T
  /** The same in a transaction: all of it or nothing. */
  transaction<T>(doing: string, work: () => T): T
  /** The same for several reads that must speak of one moment, while others write. */
  reading<T>(doing: string, work: () => T): T
}

/**
 * Opens a file, or makes one with our tables.
 *
 * A file that is not ours is left as it was.
 */
export function connect(path: string, durability: Durability): Connection {
  if (path === '') throw invalidPath()

  function attempt<T>(doing: string, work: () => T): T {
    try {
      return work()
    } catch (cause) {
      throw explain(path, doing, cause)
    }
  }

  const database = attempt('be opened', () => new DatabaseSync(path, { timeout: 5_000 }))
  try {
    attempt('be opened', () => prepare(database, path, durability))
  } catch (cause) {
    database.close()
    throw cause
  }
  const begin = database.prepare('BEGIN IMMEDIATE')
  const beginReading = database.prepare('BEGIN')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')

  return {
    database,
    attempt,
    transaction: (doing, work) =>
      attempt(doing, () => {
        begin.run()
        try {
          const result = work()
          commit.run()
          return result
        } catch (cause) {
          // SQLite itself has rolled back where the disk is full.
          if (database.isTransaction) rollback.run()
          throw cause
        }
      }),
    reading: (doing, work) =>
      attempt(doing, () => {
        beginReading.run()
        try {
          return work()
        } finally {
          commit.run()
        }
      }),
  }
}

function prepare(database: DatabaseSync, path: string, durability: Durability): void {
  if (versionOf(database, path) !== schemaVersion) {
    database.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE')
    // Another process may have been first since we looked.
    const version = versionOf(database, path)
    if (version === undefined) database.exec(`${schema} PRAGMA application_id = ${applicationId}`)
    else for (let from = version; from < schemaVersion; from++) database.exec(migrations[from]!)
    database.exec(`PRAGMA user_version = ${schemaVersion}; COMMIT`)
  }
  // A checkpoint waits for the disk twice, and writes a page once however often it is in the log: every 16 MB, not 4.
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000;
    PRAGMA synchronous = ${durability === 'power-safe' ? 'FULL' : 'NORMAL'}`)
}

/**
 * @returns the version of its tables; `undefined` where there are none
 * @throws where the file belongs to something else, or to a later release
 */
function versionOf(database: DatabaseSync, path: string): number | undefined {
  const read = (sql: string): number => Object.values(database.prepare(sql).get() ?? {})[0] as number
  const owner = read('PRAGMA application_id')
  const version = read('PRAGMA user_version')
  if (owner === 0 && version === 0 && read('SELECT count(*) FROM sqlite_schema') === 0) return undefined
  if (owner !== applicationId) {
    const expected = 'a database of Shagun, or a file that does not exist yet'
    const message = `${path} is a database of another application; expected ${expected}. Choose another path.`
    throw new ShagunError('invalid-data', message, {
      details: { source: path, field: 'application_id', value: String(owner), expected },
    })
  }
  if (version > schemaVersion) {
    const message = `${path} has tables of version ${version} and this release knows ${schemaVersion}; upgrade @shagun/storage-sqlite.`
    throw new ShagunError('journal-newer', message, { details: { type: 'schema', version } })
  }
  return version
}

function invalidPath(): ShagunError {
  const expected = "the path of a file, or ':memory:'"
  return new ShagunError('invalid-options', `The path of the database is empty; expected ${expected}.`, {
    details: { option: 'path', value: '', expected },
  })
}
