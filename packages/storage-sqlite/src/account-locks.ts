import { hash } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { explain, isBusy } from './explain.ts'

/** Who may write an account: one at a time, over all processes. */
export interface AccountLocks {
  holds(account: string): boolean
  /** `false` where it is held already, here or elsewhere. */
  take(account: string): boolean
  release(account: string): void
  releaseAll(): void
}

/**
 * Locks beside a database, each the write lock of an empty database of its own. The operating system lets go of it when
 * its holder ends, however suddenly, so a file that is left over locks nothing.
 *
 * @param path - of the database; `undefined` where it is in memory and nobody else can see it
 */
export function createAccountLocks(path: string | undefined): AccountLocks {
  const held = new Map<string, () => void>()

  function release(account: string): void {
    held.get(account)?.()
    held.delete(account)
  }

  return {
    holds: (account) => held.has(account),
    take(account) {
      if (held.has(account)) return false
      // A hash, because an account may have any name and a file may not.
      const unlock = path === undefined ? () => {} : lock(`${path}-writer-${hash('sha256', account).slice(0, 16)}`)
      if (unlock === undefined) return false
      held.set(account, unlock)
      return true
    },
    release,
    releaseAll() {
      for (const account of [...held.keys()]) release(account)
    },
  }
}

/** Gives what unlocks it; `undefined` where somebody else holds it. */
function lock(path: string): (() => void) | undefined {
  for (;;) {
    const before = identityOf(path)
    const database = tryLock(path)
    if (database === undefined) return undefined
    // Who held it before removes it, perhaps after we opened it: then it is another file's lock that counts.
    if (before !== undefined && identityOf(path) === before) return () => unlock(path, database)
    database.close()
  }
}

function tryLock(path: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: 0 })
    // In memory, because what is never written to needs no second file for taking it back.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE')
    return database
  } catch (cause) {
    database?.close()
    if (isBusy(cause)) return undefined
    throw explain(path, 'be locked', cause)
  }
}

/** Removes the file while it is still locked; where the system does not allow that, it stays, and locks nothing. */
function unlock(path: string, database: DatabaseSync): void {
  try {
    rmSync(path)
  } catch {}
  database.close()
}

/** A number is given to another file once its own is gone, but not with the same birth. */
function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats && `${stats.ino} ${stats.birthtimeNs}`
}
