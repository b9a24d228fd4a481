import { type Awaitable, isPromise } from '../ports/awaitable.ts'

/** Calls that never overlap: the next waits for the promise of the one before. */
export interface Mailbox {
  /** Until `open`, and again after `close`, calls are dropped. */
  open(): void
  close(): void
  call<A>(work: (argument: A) => Awaitable<void>, argument: A): void
  /** The same, in place of a call with this key that still waits: only the newest counts, and what waits stays few. */
  callNewest<A>(key: string, work: (argument: A) => Awaitable<void>, argument: A): void
  /** Resolves when every call has returned; `undefined` when none is under way. */
  readonly busy: Promise<void> | undefined
}

/** @param failed - told once; nothing is called after a call that threw */
export function createMailbox(failed: (cause: unknown) => void): Mailbox {
  const waiting: { run: () => Promise<void> | undefined; readonly key: string | undefined }[] = []
  const newest = new Map<string, (typeof waiting)[number]>()
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
      if (next.key !== undefined) newest.delete(next.key)
      const pending = next.run()
      if (pending !== undefined) return pending.then(drain)
    }
    // Now, not in a later turn of the promise: a call that came in between would wait for nobody.
    busy = undefined
    return undefined
  }

  function call<A>(key: string | undefined, work: (argument: A) => Awaitable<void>, argument: A): void {
    if (!accepting) return
    // A call can lead to the next one before it returns, as when an order is filled at once.
    if (running || busy !== undefined) return wait(key, () => run(work, argument))
    running = true
    busy = run(work, argument)?.then(drain) ?? drain()
    running = false
  }

  function wait(key: string | undefined, run: () => Promise<void> | undefined): void {
    const older = key === undefined ? undefined : newest.get(key)
    if (older !== undefined) {
      older.run = run
      return
    }
    const entry = { run, key }
    waiting.push(entry)
    if (key !== undefined) newest.set(key, entry)
  }

  function forget(): void {
    accepting = false
    waiting.length = 0
    newest.clear()
  }

  function fail(cause: unknown): void {
    if (!accepting) return
    forget()
    failed(cause)
  }

  return {
    open() {
      accepting = true
    },
    close: forget,
    call(work, argument) {
      call(undefined, work, argument)
    },
    callNewest: call,
    get busy() {
      return busy
    },
  }
}
