import type { BrokerReport } from '../model/broker-book.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import type { Kernel } from './kernel.ts'
import type { Receiver } from './receive.ts'
import { readBooks } from './recover.ts'

const firstRetryMs = 1_000
const longestRetryMs = 60_000

/** Whether the broker can be believed: an account is open only while its books are read and the line to it stands. */
export interface Connection {
  /** Reads the books and opens the account, for the first time. Throws what the broker threw. */
  open(beforeOpening: () => Promise<void>): Promise<void>
  /** What the broker says about the line itself. */
  receive(report: Extract<BrokerReport, { readonly type: 'lost' | 'restored' | 'session-expired' }>): void
  close(): void
}

export function createConnection(kernel: Kernel, receiver: Receiver): Connection {
  const { broker, environment, listeners } = kernel
  let standing = true
  let reading: Promise<void> | undefined
  let retry: Unsubscribe | undefined

  /** One at a time: two readings side by side would count what differs twice. */
  function read(): Promise<void> {
    reading ??= readBooks(kernel, receiver).finally(() => {
      reading = undefined
    })
    return reading
  }

  /** A failed read leaves the account as it is: it never means flat, and nothing is opened on it. It is tried again. */
  async function reopen(pauseMs = firstRetryMs): Promise<void> {
    retry?.()
    try {
      await read()
      // The line may have broken and come back while they were read; what they say may be older than that.
      if (standing && kernel.phase === 'recovering') kernel.phase = 'open'
    } catch (cause) {
      if (kernel.phase !== 'recovering') return
      environment.log.warn(`The books of ${broker.id} cannot be read; new orders are denied until they can.`, { cause })
      retry = environment.timers.after(pauseMs * (0.5 + environment.random() / 2), () => {
        void kernel.track(reopen(Math.min(pauseMs * 2, longestRetryMs)))
      })
    }
  }

  return {
    async open(beforeOpening) {
      standing = true
      await read()
      await beforeOpening()
      if (standing && kernel.phase === 'recovering') kernel.phase = 'open'
    },
    receive(report) {
      const time = environment.clock.now()
      if (kernel.phase !== 'open' && kernel.phase !== 'recovering') return
      if (report.type === 'restored') {
        standing = true
        listeners.publish({ type: 'connection.restored', time, source: broker.id })
        if (kernel.phase === 'recovering' && reading === undefined) void kernel.track(reopen())
        else if (reading !== undefined)
          void kernel.track(
            reading.then(
              () => reopen(),
              () => reopen(),
            ),
          )
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
    close() {
      retry?.()
      standing = false
    },
  }
}
