import type { BrokerReport } from '../model/broker-book.ts'
import type { Timestamp } from '../model/time.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import { jitter } from '../resilience/jitter.ts'
import { isRunning, type Kernel } from './kernel.ts'

const firstRetryMs = 1_000
const longestRetryMs = 60_000
/** However often something does not fit, the books are not read more often than that. */
const shortestMs = 5_000

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
  const { clock, timers, log } = environment
  let standing = true
  /** Raised by whatever makes a reading that is under way too old to open the account on. */
  let epoch = 0
  /** Raised at each end: what is still under way then belongs to nobody. */
  let life = 0
  let isReading = false
  let lookedAt = Number.NEGATIVE_INFINITY
  let next: { readonly at: Timestamp; readonly cancel: Unsubscribe } | undefined
  let waits = 0

  /**
   * Reads, one reading after the other, until one of them began after the last thing that gave rise to it. A failed read
   * leaves the account as it is: it never means flat, and nothing is opened on it. It is tried again.
   */
  async function look(pauseMs = firstRetryMs): Promise<void> {
    forgetNext()
    if (isReading) return
    isReading = true
    lookedAt = clock.now()
    const mine = life
    try {
      for (let began = -1; began !== epoch; ) {
        began = epoch
        await readBooks()
        if (mine !== life) return
      }
    } catch (cause) {
      if (mine !== life) return
      isReading = false
      if (!isRunning(kernel)) return
      kernel.phase = 'recovering'
      log.warn(`The books of ${broker.id} cannot be read; new orders are denied until they can.`, { cause })
      return readAfter(pauseMs, Math.min(pauseMs * 2, longestRetryMs))
    }
    isReading = false
    if (standing && kernel.phase === 'recovering') kernel.phase = 'open'
    readRegularly()
  }

  /** What is due sooner stays so. */
  function readAfter(ms: number, pauseMs?: number): void {
    const afterMs = jitter(ms, `${kernel.account} ${++waits}`)
    const at = clock.now() + afterMs
    if (next !== undefined && next.at <= at) return
    next?.cancel()
    next = { at, cancel: timers.after(afterMs, () => void kernel.track(look(pauseMs))) }
  }

  function forgetNext(): void {
    next?.cancel()
    next = undefined
  }

  function readRegularly(): void {
    if (reconcileEveryMs > 0 && isRunning(kernel)) readAfter(reconcileEveryMs)
  }

  return {
    async open(beforeOpening) {
      standing = true
      isReading = true
      const [mine, began] = [life, epoch]
      try {
        await readBooks()
        await beforeOpening()
      } finally {
        if (mine === life) isReading = false
      }
      if (mine !== life) return
      if (standing && epoch === began && kernel.phase === 'recovering') kernel.phase = 'open'
      else if (standing) readAfter(firstRetryMs)
      readRegularly()
    },
    receive(report) {
      const time = clock.now()
      if (!isRunning(kernel)) return
      epoch++
      if (report.type === 'restored') {
        standing = true
        listeners.publish({ type: 'connection.restored', time, source: broker.id })
        if (kernel.phase === 'recovering') void kernel.track(look())
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
      if (!isRunning(kernel)) return
      epoch++
      if (kernel.phase === 'open')
        log.warn(`The books of ${broker.id} are read again, and new orders denied until then: ${why}.`)
      kernel.phase = 'recovering'
      readAfter(firstRetryMs)
    },
    lookAgain() {
      if (isRunning(kernel)) readAfter(Math.max(firstRetryMs, lookedAt + shortestMs - clock.now()))
    },
    close() {
      life++
      isReading = false
      standing = false
      forgetNext()
    },
  }
}
