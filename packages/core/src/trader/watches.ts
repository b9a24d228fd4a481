import type { MarketData, Subscription } from '../market-data/market-data.ts'
import type { MarketUpdate } from '../market-data/updates.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Timeframe } from '../model/time.ts'
import type { Log, Unsubscribe } from '../ports/environment.ts'

/** Subscriptions for what algos trade and no strategy watches: one an instrument, for as long as one of them runs. */
export interface Watches {
  add(instrument: InstrumentId, timeframes: readonly Timeframe[]): Unsubscribe
  /** Hears again what is still watched, after an end. */
  begin(): void
  end(): void
}

interface Watch {
  readonly timeframes: readonly Timeframe[]
  subscription: Subscription | undefined
  count: number
}

/** @param heardIn - the timeframes of a strategy's own subscription, where there is one */
export function createWatches(
  data: MarketData,
  heardIn: (instrument: InstrumentId) => readonly Timeframe[] | undefined,
  hear: (update: MarketUpdate) => void,
  log: Log,
): Watches {
  const watches = new Map<InstrumentId, Watch>()

  function subscribe(instrument: InstrumentId, timeframes: readonly Timeframe[]): Subscription | undefined {
    const isHeard = heardIn(instrument) !== undefined
    try {
      return data.subscribe({ instruments: [instrument], timeframes }, (update) => {
        if (!isHeard || update.type === 'bar') hear(update)
      })
    } catch (cause) {
      // Some algos need no market, and those that do say so themselves.
      log.warn(`An algo trades ${instrument} without hearing of its market.`, { cause })
      return undefined
    }
  }

  return {
    add(instrument, asked) {
      const heard = heardIn(instrument)
      const lacking = asked.filter((timeframe) => heard?.includes(timeframe) !== true)
      if (heard !== undefined && lacking.length === 0) return () => {}
      const before = watches.get(instrument)
      const timeframes = [...new Set([...(before?.timeframes ?? []), ...lacking])]
      let watch = before
      if (watch === undefined || watch.timeframes.length < timeframes.length) {
        watch = { timeframes, subscription: subscribe(instrument, timeframes), count: before?.count ?? 0 }
        watches.set(instrument, watch)
        // After the new one has begun, so that nothing is missed in between.
        before?.subscription?.end()
      }
      watch.count++
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
    begin() {
      for (const [instrument, watch] of watches) watch.subscription ??= subscribe(instrument, watch.timeframes)
    },
    end() {
      for (const watch of watches.values()) {
        watch.subscription?.end()
        watch.subscription = undefined
      }
    },
  }
}
