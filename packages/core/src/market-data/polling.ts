import { isShagunError } from '../errors.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Timestamp } from '../model/time.ts'
import type { DataProvider, MarketReport } from '../ports/data-provider.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import { createCancellation, untilAborted } from '../resilience/cancellation.ts'

/** How often a provider without a stream is asked; 0 for one that must not be. */
export function pollEveryMs({ fetchQuotes, supports }: DataProvider): number {
  return fetchQuotes === undefined ? 0 : (supports.pollEveryMs ?? 5_000)
}

/**
 * A stream for providers that have none: asked again and again, telling what is new.
 *
 * Fails where the first answer does; later failures are `lost`, until an answer comes again.
 */
export async function pollQuotes(
  provider: DataProvider,
  instruments: readonly InstrumentId[],
  report: (report: MarketReport) => void,
): Promise<Unsubscribe> {
  const { clock, timers } = provider.environment
  const everyMs = pollEveryMs(provider)
  const newest = new Map<InstrumentId, Timestamp>()
  const stop = new AbortController()
  let isLost = false
  let cancelTimer: Unsubscribe = () => {}

  async function poll(): Promise<void> {
    const once = createCancellation(stop.signal)
    const cancel = timers.after(Math.max(everyMs, 5_000), () => once.cancel(new Error('No answer came in time.')))
    try {
      const { quotes } = await untilAborted(once.signal, provider.fetchQuotes!(instruments, once.signal))
      if (stop.signal.aborted) return
      if (isLost) report({ type: 'restored' })
      isLost = false
      for (const quote of quotes)
        if (!(quote.time <= newest.get(quote.instrument)!)) {
          newest.set(quote.instrument, quote.time)
          report({ type: 'quote', quote })
        }
    } finally {
      cancel()
      once.end()
    }
  }

  function again(afterMs: number): void {
    cancelTimer = timers.after(afterMs, () => {
      const began = clock.now()
      void poll().then(
        () => again(Math.max(0, everyMs - (clock.now() - began))),
        (error: unknown) => {
          if (stop.signal.aborted) return
          const cause = error instanceof Error ? error.message : String(error)
          if (!isLost) report({ type: 'lost', cause })
          isLost = true
          const waitMs = isShagunError(error, 'rate-limited', 'unreachable') ? (error.details.retryAfterMs ?? 0) : 0
          again(Math.max(everyMs, waitMs))
        },
      )
    })
  }

  await poll()
  again(everyMs)
  return () => {
    stop.abort()
    cancelTimer()
  }
}
