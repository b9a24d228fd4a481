import { ShagunError } from '../errors.ts'
import { type Bar, type Bars, createBars, createGrowingBars, type GrowingBars } from '../model/bars.ts'
import type { OrderEvent } from '../model/events.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Label } from '../model/label.ts'
import type { Quote } from '../model/quote.ts'
import type { Timeframe } from '../model/time.ts'
import { type Awaitable, promised } from '../ports/awaitable.ts'
import type { Strategy } from '../ports/strategy.ts'
import type { Trader } from '../ports/trader.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'

/** Feeds strategies with what they watch, one call at a time each, and keeps the bars they have seen. */
export interface StrategyHost {
  readonly watched: readonly InstrumentId[]
  /** The timeframes in which an instrument is watched. */
  timeframesOf(instrument: InstrumentId): readonly Timeframe[]
  /** Fills the series that strategies want warmed up, then lets every strategy begin. */
  start(fetchLatest: (instrument: InstrumentId, timeframe: Timeframe, count: number) => Promise<Bars>): Promise<void>
  stop(): void
  onBar(bar: Bar): void
  onQuote(quote: Quote, label: Label): void
  /** @param strategy - the one whose order it is */
  onOrder(event: OrderEvent, strategy: string): void
  getBars(instrument: InstrumentId, timeframe: Timeframe): Bars
  idle(): Promise<void> | undefined
}

interface Hosted {
  readonly strategy: Strategy
  readonly trader: Trader
  readonly mailbox: Mailbox
  readonly onBar: ((bar: Bar) => Awaitable<void>) | undefined
  readonly onQuote: ((labeled: { readonly quote: Quote; readonly label: Label }) => Awaitable<void>) | undefined
  readonly onOrder: ((event: OrderEvent) => Awaitable<void>) | undefined
}

interface Series {
  readonly bars: GrowingBars
  readonly watchers: readonly Hosted[]
}

export function createStrategyHost(options: {
  readonly strategies: readonly Strategy[]
  /** The trader as this strategy holds it. */
  readonly faceOf: (strategy: Strategy) => Trader
  readonly failed: (strategy: string, cause: unknown) => void
  readonly now: () => number
}): StrategyHost {
  const hosted = options.strategies.map((strategy): Hosted => {
    const failed = (cause: unknown): void => options.failed(strategy.name, cause)
    const trader = options.faceOf(strategy)
    return {
      strategy,
      trader,
      mailbox: createMailbox(failed),
      onBar: strategy.onBar && ((bar) => strategy.onBar!(bar, trader)),
      onQuote: strategy.onQuote && (({ quote, label }) => strategy.onQuote!(quote, trader, label)),
      onOrder: strategy.onOrder && ((event) => strategy.onOrder!(event, trader)),
    }
  })
  const series = new Map<InstrumentId, Map<Timeframe, Series>>()
  const quoteWatchers = new Map<InstrumentId, readonly Hosted[]>()
  const watched = [...new Set(hosted.flatMap(({ strategy }) => strategy.watch.map(({ instrument }) => instrument)))]

  function open(): void {
    for (const instrument of watched) {
      const watches = hosted.flatMap((host) =>
        host.strategy.watch
          .filter((watch) => watch.instrument === instrument)
          .map(({ timeframe }) => ({ host, timeframe })),
      )
      const timeframes = new Map<Timeframe, Series>()
      for (const { timeframe } of watches)
        if (timeframe !== undefined && !timeframes.has(timeframe))
          timeframes.set(timeframe, {
            bars: createGrowingBars(instrument, timeframe),
            watchers: [...new Set(watches.filter((watch) => watch.timeframe === timeframe).map(({ host }) => host))],
          })
      series.set(instrument, timeframes)
      quoteWatchers.set(instrument, [...new Set(watches.map(({ host }) => host))])
    }
  }

  async function warmUp(fetchLatest: Parameters<StrategyHost['start']>[0]): Promise<void> {
    for (const [instrument, timeframes] of series)
      for (const [timeframe, { bars }] of timeframes) {
        const watches = hosted.flatMap(({ strategy }) => strategy.watch)
        const wanted = watches
          .filter((watch) => watch.instrument === instrument && watch.timeframe === timeframe)
          .map(({ warmUpBars = 0 }) => warmUpBars)
        const count = Math.max(...wanted)
        if (count > 0) bars.load(await fetchLatest(instrument, timeframe, count))
      }
  }

  return {
    watched,
    timeframesOf: (instrument) => [...(series.get(instrument)?.keys() ?? [])],
    async start(fetchLatest) {
      open()
      await warmUp(fetchLatest)
      for (const { strategy, trader, mailbox } of hosted) {
        mailbox.open()
        // Through the mailbox, so that news of what it places waits until it has begun.
        const begun = Promise.withResolvers<void>()
        mailbox.call(() => promised(() => strategy.onStart?.(trader)).then(begun.resolve, begun.reject), undefined)
        await begun.promise.catch((cause: unknown) => {
          throw strategyFailed(strategy.name, options.now(), cause)
        })
      }
    },
    stop() {
      for (const { mailbox } of hosted) mailbox.close()
    },
    onBar(bar) {
      const found = series.get(bar.instrument)?.get(bar.timeframe)
      if (found === undefined) return
      const { bars, watchers } = found
      // What the warm-up brought already, and what a provider repeats, is not new.
      if (bar.time <= bars.lastTime) return
      bars.append(bar)
      for (const { onBar, mailbox } of watchers) if (onBar !== undefined) mailbox.call(onBar, bar)
    },
    onQuote(quote, label) {
      for (const { onQuote, mailbox } of quoteWatchers.get(quote.instrument) ?? [])
        if (onQuote !== undefined) mailbox.callNewest(quote.instrument, onQuote, { quote, label })
    },
    onOrder(event, name) {
      for (const { strategy, onOrder, mailbox } of hosted)
        if (strategy.name === name && onOrder !== undefined) mailbox.call(onOrder, event)
    },
    getBars: (instrument, timeframe) =>
      series.get(instrument)?.get(timeframe)?.bars.current() ?? createBars(instrument, timeframe, []),
    idle() {
      for (const { mailbox } of hosted) if (mailbox.busy !== undefined) return mailbox.busy
      return undefined
    },
  }
}

function strategyFailed(strategy: string, time: number, cause: unknown): ShagunError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const when = new Date(time).toISOString()
  return new ShagunError('strategy-failed', `The strategy ${strategy} threw at ${when}: ${why}`, {
    details: { strategy, time },
    cause,
  })
}
