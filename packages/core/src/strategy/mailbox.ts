import { type Awaitable, isPromise } from '../ports/awaitable.ts'

/** Calls that never overlap: the next waits for the promise of the one before. */
export interface Mailbox {
  /** Until `open`, and again after `close`, calls are dropped. */
  open(): void
  close(): void
  call<A>(work: (argument: A) => Awaitable<void>, argument: A): void
  /** Resolves when every call has returned; `undefined` when none is under way. */
  readonly busy: Promise<void> | undefined
}

/** @param failed - told once; nothing is called after a call that threw */
export function createMailbox(failed: (cause: unknown) => void): Mailbox {
  const waiting: (() => Promise<void> | undefined)[] = []
  let accepting = false
  let running = false
  let busy: Promise<void> | undefined

  function run<A>(work: (argument: A) => Awaitable<void>, argument: A): Promise<void> | undefined {
    try {
      const done = work(argument)
      return isPromise(done) ? done.catch(fail) : undefined
    } catch (cause) {
      fail(cause)
      return undefined
    }
  }

  /** Runs what waits, until nothing does or there is a promise to wait for. */
  function drain(): Promise<void> | undefined {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const pending = next()
      if (pending !== undefined) return pending.then(drain)
    }
    // Now, not in a later turn of the promise: a call that came in between would wait for nobody.
    busy = undefined
    return undefined
  }

  function fail(cause: unknown): void {
    if (!accepting) return
    accepting = false
    waiting.length = 0
    failed(cause)
  }

  return {
    open() {
      accepting = true
    },
    close() {
      accepting = false
      waiting.length = 0
    },
    call(work, argument) {
      if (!accepting) return
      // A call can lead to the next one before it returns, as when an order is filled at once.
      if (running || busy !== undefined) {
        waiting.push(() => run(work, argument))
        return
      }
      running = true
      busy = run(work, argument)?.then(drain) ?? drain()
      running = false
    },
    get busy() {
      return busy
    },
  }
}
