import type { MessagePort } from 'node:worker_threads'
import { type Commit, createCommit, type Write } from './commit.ts'
import { type Connection, connect, type Durability } from './connection.ts'
import { toWire, type WireError } from './wire-error.ts'

/** What the thread is started with. */
export interface WriterSettings {
  readonly path: string
  readonly durability: Durability
}

/** A group to commit, or the last message. */
type Request = readonly Write[] | 'close'

/** Of each write what was wrong with it; `undefined` where it is durable. */
export type Outcomes = readonly (WireError | undefined)[]

/** The thread's side of a threaded writer: commits what it is sent, group by group. */
export function serveWrites(port: MessagePort, { path, durability }: WriterSettings): void {
  let connection: Connection | undefined
  let commit: Commit | undefined

  function answer(writes: readonly Write[]): Outcomes {
    try {
      connection ??= connect(path, durability)
      commit ??= createCommit(connection)
      return commit(writes).map((error) => (error === undefined ? undefined : toWire(error)))
    } catch (cause) {
      return writes.map(() => toWire(cause))
    }
  }

  port.on('message', (request: Request) => {
    if (request !== 'close') return port.postMessage(answer(request))
    connection?.database.close()
    port.close()
  })
}
