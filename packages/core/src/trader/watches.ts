import type { MarketData, Subscription } from '../market-data/market-data.ts'
import type { MarketUpdate } from '../market-data/updates.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Timeframe } from '../model/time.ts'
import type { Log, Unsubscribe } from '../ports/environment.ts'

/** Subscriptions for what algos trade and no strategy watches: one an instrument, for as long as one of them runs. */
export interface Watches {
  add(instrument: InstrumentId, timeframes: readonly Timeframe[]): Unsubscribe
  end(): void
}

interface Watch {
  readonly timeframes: string
  readonly subscription: Subscription | undefined
  count: number
}

/** @param isHeard - whether a strategy's own subscription brings it already */
export function createWatches(
  data: MarketData,
  isHeard: (instrument: InstrumentId) => boolean,
  hear: (update: MarketUpdate) => void,
  log: Log,
): Watches {
  const watches = new Map<InstrumentId, Watch>()

  function subscribe(instrument: InstrumentId, timeframes: readonly Timeframe[]): Subscription | undefined {
    try {
      return data.subscribe({ instruments: [instrument], timeframes }, hear)
    } catch (cause) {
      // Some algos need no market, and those that do say so themselves.
      log.warn(`An algo trades ${instrument} without hearing of its market.`, { cause })
      return undefined
    }
  }

  return {
    add(instrument, timeframes) {
      if (isHeard(instrument)) return () => {}
      const before = watches.get(instrument)
      const all = [...new Set([...(before?.timeframes.split(',') ?? []), ...timeframes])].filter(Boolean) as Timeframe[]
      let watch = before
      if (before === undefined || before.timeframes !== all.join()) {
        before?.subscription?.end()
        watch = { timeframes: all.join(), subscription: subscribe(instrument, all), count: before?.count ?? 0 }
        watches.set(instrument, watch)
      }
      watch!.count++
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        const now = watches.get(instrument)
        if (now === undefined || --now.count > 0) return
        now.subscription?.end()
        watches.delete(instrument)
      }
    },
    end() {
      for (const { subscription } of watches.values()) subscription?.end()
      watches.clear()
    },
  }
}
