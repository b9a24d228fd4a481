import type { Awaitable } from '../ports/awaitable.ts'
import { isPromise } from '../ports/awaitable.ts'

/** Calls that never overlap: the next waits for the promise of the one before. */
export interface Mailbox {
  /** Until `open`, and again after `close`, calls are dropped. */
  open(): void
  close(): void
  call(work: () => Awaitable<void>): void
  /** Resolves when every call has returned; `undefined` when none is under way. */
  readonly busy: Promise<void> | undefined
}

/** @param failed - told once; nothing is called after a call that threw */
export function createMailbox(failed: (cause: unknown) => void): Mailbox {
  const waiting: (() => Awaitable<void>)[] = []
  let accepting = false
  let running = false
  let busy: Promise<void> | undefined

  function fail(cause: unknown): void {
    accepting = false
    waiting.length = 0
    failed(cause)
  }

  /** Runs until nothing waits, or until there is a promise to wait for. */
  function run(): Promise<void> | undefined {
    for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) {
      try {
        const done = work()
        if (isPromise(done)) return done.catch(fail).then(run)
      } catch (cause) {
        fail(cause)
      }
    }
    return undefined
  }

  return {
    open() {
      accepting = true
    },
    close() {
      accepting = false
      waiting.length = 0
    },
    call(work) {
      if (!accepting) return
      waiting.push(work)
      // A call can lead to the next one before it returns, as when an order is filled at once.
      if (running || busy !== undefined) return
      running = true
      const pending = run()
      running = false
      if (pending === undefined) return
      busy = pending.then(() => {
        busy = undefined
      })
    },
    get busy() {
      return busy
    },
  }
}
