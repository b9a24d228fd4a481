import type { InstrumentId } from '../model/ids.ts'
import type { Quote } from '../model/quote.ts'
import type { Timestamp } from '../model/time.ts'
import type { DataProvider, MarketReport, QuoteBatch } from '../ports/data-provider.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import { inTime } from '../resilience/in-time.ts'
import { isHarmless, type Source } from './health.ts'

/** How often a provider without a stream is asked; 0 for one that must not be. */
export function pollEveryMs({ fetchQuotes, supports }: DataProvider): number {
  return fetchQuotes === undefined ? 0 : (supports.pollEveryMs ?? 5_000)
}

/** One who is told of some instruments, and how new what it has heard is. */
interface Listening {
  readonly newest: Map<InstrumentId, Timestamp>
  readonly report: (report: MarketReport) => void
}

/**
 * A stream for providers that have none: asked again and again, for all subscriptions at once, telling each what is new.
 *
 * However many subscribe and leave, it is asked at the pace that it declares, and not while it wants to be left alone.
 * The first subscription fails where the first answer does; later failures are `lost`, until an answer comes again. Who
 * comes later waits for the next turn.
 */
export function createPolling(source: Source): NonNullable<DataProvider['subscribe']> {
  const { provider } = source
  const { clock, timers } = provider.environment
  const everyMs = pollEveryMs(provider)
  const listening = new Set<Listening>()
  let stop = new AbortController()
  let first: Promise<void> | undefined
  let failure: unknown
  let isLost = false
  let turnAt = Number.NEGATIVE_INFINITY
  let cancelTimer: Unsubscribe | undefined

  async function poll(): Promise<void> {
    const { signal: stopped } = stop
    turnAt = clock.now()
    try {
      const { quotes, missing, failures } = await ask(stopped)
      failure = undefined
      if (stopped.aborted) return
      if (isLost) for (const { report } of [...listening]) report({ type: 'restored' })
      isLost = false
      for (const quote of quotes) for (const each of [...listening]) tell(each, quote)
      for (const instrument of missing)
        if (!failures?.has(instrument)) for (const each of [...listening]) tellMissing(each, instrument)
    } catch (error) {
      failure = error
      throw error
    }
  }

  async function ask(stopped: AbortSignal): Promise<QuoteBatch> {
    const refusal = source.refusal()
    if (refusal !== undefined) throw new Error(refusal)
    const tellHow = source.enter()
    try {
      const instruments = [...new Set([...listening].flatMap(({ newest }) => [...newest.keys()]))]
      const batch = await inTime(
        timers,
        Math.max(everyMs, 5_000),
        () => new Error('No answer came in time.'),
        (signal) => provider.fetchQuotes!(instruments, signal),
        stopped,
      )
      tellHow('good')
      return batch
    } catch (error) {
      if (!stopped.aborted) source.weigh(error)
      tellHow(stopped.aborted ? 'canceled' : isHarmless(error) ? 'good' : 'bad')
      throw error
    }
  }

  /** Whoever was told before may have ended this one. */
  function tell(each: Listening, quote: Quote): void {
    const newest = each.newest.get(quote.instrument)
    if (newest === undefined || quote.time <= newest || !listening.has(each)) return
    each.newest.set(quote.instrument, quote.time)
    each.report({ type: 'quote', quote })
  }

  /** What has had a quote once is known; it may be missing for a while. */
  function tellMissing(each: Listening, instrument: InstrumentId): void {
    if (each.newest.get(instrument) !== Number.NEGATIVE_INFINITY || !listening.has(each)) return
    each.newest.delete(instrument)
    each.report({ type: 'unknown', instrument })
  }

  function again(): void {
    const { signal: stopped } = stop
    cancelTimer = timers.after(Math.max(0, turnAt + everyMs - clock.now()), () => {
      void poll()
        .catch((error: unknown) => {
          if (stopped.aborted || isLost) return
          isLost = true
          const cause = error instanceof Error ? error.message : String(error)
          for (const { report } of [...listening]) report({ type: 'lost', cause })
        })
        .then(() => {
          if (!stopped.aborted) again()
        })
    })
  }

  /** Asks once all who subscribe in this moment have, unless it was asked a moment ago. */
  async function begin(): Promise<void> {
    const { signal: stopped } = stop
    await Promise.resolve()
    if (clock.now() - turnAt >= everyMs) await poll()
    else if (failure !== undefined) throw failure
    if (!stopped.aborted) again()
  }

  function leave(each: Listening): void {
    listening.delete(each)
    if (listening.size > 0) return
    stop.abort()
    cancelTimer?.()
    stop = new AbortController()
    first = cancelTimer = undefined
    isLost = false
  }

  return async (instruments, report) => {
    const each = { newest: new Map(instruments.map((name) => [name, Number.NEGATIVE_INFINITY])), report }
    listening.add(each)
    try {
      await (first ??= begin())
    } catch (error) {
      leave(each)
      throw error
    }
    return () => leave(each)
  }
}
