import type { BrokerReport } from '../model/broker-book.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import { jitter } from './jitter.ts'
import { isRunning, type Kernel } from './kernel.ts'

const firstRetryMs = 1_000
const longestRetryMs = 60_000

/** Whether the broker can be believed: an account is open only while its books are read and the line to it stands. */
export interface Connection {
  /** Reads the books and opens the account, for the first time. Throws what the broker threw. */
  open(beforeOpening: () => Promise<void>): Promise<void>
  /** What the broker says about the line itself. */
  receive(report: LineReport): void
  /** Something does not fit: new orders are denied until the books have been read again. */
  doubt(why: string): void
  /** Reads the books again soon, with the account open meanwhile. */
  lookAgain(): void
  close(): void
}

export type LineReport = Extract<BrokerReport, { readonly type: 'lost' | 'restored' | 'session-expired' }>

export interface ConnectionOptions {
  readonly kernel: Kernel
  /** Reads the broker's books into the account. */
  readonly readBooks: () => Promise<void>
  /** How often the books are read while all is well; 0 for never. */
  readonly reconcileEveryMs: number
}

export function createConnection({ kernel, readBooks, reconcileEveryMs }: ConnectionOptions): Connection {
  const { broker, environment, listeners } = kernel
  const { timers, log } = environment
  let standing = true
  let reading: Promise<void> | undefined
  let next: Unsubscribe | undefined
  let waits = 0

  /** One at a time: two readings side by side would count what differs twice. */
  function read(): Promise<void> {
    reading ??= readBooks().finally(() => {
      reading = undefined
    })
    return reading
  }

  /** A failed read leaves the account as it is: it never means flat, and nothing is opened on it. It is tried again. */
  async function reopen(pauseMs = firstRetryMs): Promise<void> {
    next?.()
    try {
      // What is being read may be older than what has given rise to this.
      await reading?.catch(() => {})
      await read()
    } catch (cause) {
      if (!isRunning(kernel)) return
      kernel.phase = 'recovering'
      log.warn(`The books of ${broker.id} cannot be read; new orders are denied until they can.`, { cause })
      return readAfter(pauseMs, Math.min(pauseMs * 2, longestRetryMs))
    }
    // The line may have broken and come back while they were read; what they say may be older than that.
    if (standing && kernel.phase === 'recovering') kernel.phase = 'open'
    readRegularly()
  }

  function readAfter(ms: number, pauseMs?: number): void {
    next?.()
    next = timers.after(jitter(ms, `${kernel.account} ${++waits}`), () => {
      void kernel.track(reopen(pauseMs))
    })
  }

  function readRegularly(): void {
    if (reconcileEveryMs > 0 && isRunning(kernel)) readAfter(reconcileEveryMs)
  }

  return {
    async open(beforeOpening) {
      standing = true
      await read()
      await beforeOpening()
      if (standing && kernel.phase === 'recovering') kernel.phase = 'open'
      readRegularly()
    },
    receive(report) {
      const time = environment.clock.now()
      if (!isRunning(kernel)) return
      if (report.type === 'restored') {
        standing = true
        listeners.publish({ type: 'connection.restored', time, source: broker.id })
        if (kernel.phase === 'recovering') void kernel.track(reopen())
        return
      }
      standing = false
      kernel.phase = 'recovering'
      if (report.type === 'lost')
        listeners.publish({ type: 'connection.lost', time, source: broker.id, cause: report.cause })
      else
        try {
          void kernel.commit({ type: 'session.expired', time, broker: broker.id })
        } catch {
          // The account has halted, and told so; an adapter's socket is no place to hear of it.
        }
    },
    doubt(why) {
      if (kernel.phase !== 'open') return
      kernel.phase = 'recovering'
      log.warn(`The books of ${broker.id} are read again, and new orders denied until then: ${why}.`)
      readAfter(firstRetryMs)
    },
    lookAgain() {
      if (kernel.phase === 'open') readAfter(firstRetryMs)
    },
    close() {
      next?.()
      standing = false
    },
  }
}
