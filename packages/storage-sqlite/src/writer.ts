import type { Awaitable } from '@shagun/core'
import type { Commit, Write } from './commit.ts'

/** Where everything that changes the database goes, in order. */
export interface Writer {
  /** Durable when it resolves. */
  write(write: Write): Awaitable<void>
  /** Resolves when nothing is on its way any more, whatever became of it. */
  settled(): Promise<void>
  /** Ends it, once all that was written is durable. */
  close(): Promise<void>
}

/** Writes at once, for a database in memory, which no other thread can see. */
export function createDirectWriter(commit: Commit): Writer {
  return {
    write(write) {
      const [error] = commit([write])
      if (error !== undefined) throw error
    },
    async settled() {},
    async close() {},
  }
}
