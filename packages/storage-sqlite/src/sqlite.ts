import type { Storage } from '@shagun/core'
import { defineStorage } from '@shagun/core/adapter'
import { createBarStore } from './bar-store.ts'
import { connect } from './connection.ts'
import { createJournals } from './journal.ts'
import { createQueryTables } from './query-tables.ts'

/** What is asked of the database. */
export interface SqliteOptions {
  /**
   * What an entry survives once `append` has returned: `crash-safe`, the end of the process, however sudden; `power-safe`,
   * a power cut as well, at the price of one write through to the disk an append. The file stays whole either way.
   * Default: `crash-safe`.
   */
  readonly durability?: 'crash-safe' | 'power-safe'
}

/** A storage whose query tables can be made anew. */
export interface SqliteStorage extends Storage {
  /** Makes `trading_orders` and `trading_fills` anew from the journal: all of them, or none where it fails. */
  rebuild(): Promise<void>
}

/**
 * Journals, bars and query tables in one SQLite file, by Node's own driver.
 *
 * Anything that reads SQLite can look at `market_data`, `trading_orders` and `trading_fills` while trading goes on; only
 * Shagun should write. An account has one writer: opening its journal again in the same storage throws
 * `journal-conflict`, and of two processes on one file the first to append goes on while the other gets
 * `journal-conflict` at its next append.
 *
 * @param path - the database's file, made where there is none; `':memory:'` for one that goes with the process
 * @throws ShagunError `invalid-options` where the path is empty
 * @throws ShagunError `invalid-data` where the file is damaged, no database, or another application's
 * @throws ShagunError `journal-newer` where a later release has written it
 * @throws ShagunError `storage-failed` where it cannot be opened
 * @example
 * ```ts
 * import { sqlite } from '@shagun/storage-sqlite'
 *
 * const storage = sqlite('trading.db')
 * ```
 */
export function sqlite(path: string, options: SqliteOptions = {}): SqliteStorage {
  const connection = connect(path, options.durability ?? 'crash-safe')
  const tables = createQueryTables(connection)
  const define = defineStorage({
    id: 'sqlite',
    create: () => ({
      openJournal: createJournals(connection, tables.project),
      bars: createBarStore(connection),
      async close() {
        if (connection.database.isOpen) connection.database.close()
      },
    }),
  })
  return Object.assign(define(), { rebuild: async () => tables.rebuild() })
}
