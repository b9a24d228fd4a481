import type { Storage } from '@shagun/core'
import { defineStorage } from '@shagun/core/adapter'
import { createAccountLocks } from './account-locks.ts'
import { createBarStore } from './bar-store.ts'
import { createCommit } from './commit.ts'
import { connect } from './connection.ts'
import { createJournals } from './journal.ts'
import { createRebuild } from './rebuild.ts'
import { createThreadedWriter } from './threaded-writer.ts'
import { createDirectWriter } from './writer.ts'

/** What is asked of the database. */
export interface SqliteOptions {
  /**
   * What an entry survives once `append` has returned: `crash-safe`, the end of the process, however sudden; `power-safe`,
   * a power cut as well, at the price of a wait for the disk, which those share that append at once. The file stays whole either way.
   * Default: `crash-safe`.
   */
  readonly durability?: 'crash-safe' | 'power-safe'
}

/** A storage whose query tables can be made anew. */
export interface SqliteStorage extends Storage {
  /**
   * Makes `trading_orders` and `trading_fills` anew from the journal: all of them, or none where it fails. What is
   * appended meanwhile waits for it.
   *
   * @throws ShagunError `journal-conflict` while another process has one of the journals open
   */
  rebuild(): Promise<void>
}

/**
 * Journals, bars and query tables in one SQLite file, by Node's own driver.
 *
 * Anything that reads SQLite can look at `market_data`, `trading_orders` and `trading_fills` while trading goes on; only
 * Shagun should write. It writes in a thread of its own, which starts with the first journal, so the event loop never
 * waits for the disk; what is appended while the disk is busy becomes durable together, over all accounts.
 *
 * An entry that a query table cannot show is in the journal all the same, and `rebuild` tries again to show it.
 *
 * An account has one writer: who opens a journal that is open already, here or in another process, gets
 * `journal-conflict`. While it is open a file beside the database is locked, which the system unlocks when the process
 * ends, however suddenly. The files belong on a local disk: network file systems lock nothing reliably.
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
  const durability = options.durability ?? 'crash-safe'
  const connection = connect(path, durability)
  const { database } = connection
  // Where the file really is, so that two names of it are one file to the locks.
  const file = database.location() ?? undefined
  const locks = createAccountLocks(file)
  const writer =
    file === undefined ? createDirectWriter(createCommit(connection)) : createThreadedWriter({ path: file, durability })
  const define = defineStorage({
    id: 'sqlite',
    create: () => ({
      openJournal: createJournals(connection, writer, locks),
      bars: createBarStore(connection, writer),
      async close() {
        await writer.close()
        locks.releaseAll()
        if (database.isOpen) database.close()
      },
    }),
  })
  return Object.assign(define(), { rebuild: createRebuild(connection, writer, locks) })
}
