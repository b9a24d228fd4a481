import {
  type Bar,
  type Bars,
  barClose,
  type Calendar,
  createBars,
  type Environment,
  type InstrumentId,
} from '@shagun/core'
import { type DataProvider, defineDataProvider, type MarketReport } from '@shagun/core/adapter'
import { createSessionVolume } from './session-volume.ts'

/** History as a live feed: what is asked of it was complete where the clock stands, and bars arrive as they are shown. */
export interface ReplayFeed extends DataProvider {
  readonly show: (bar: Bar) => void
}

/** @param quotes - whether the close of each bar is told as a quote, too, just before the bar, with the session's volume so far */
export function createReplayFeed(
  series: readonly Bars[],
  environment: Environment,
  quotes: boolean,
  calendar?: Calendar,
): ReplayFeed {
  const volumeAfter = createSessionVolume(series, calendar)
  const listeners = new Map<InstrumentId, (report: MarketReport) => void>()
  const make = defineDataProvider({
    id: 'replay',
    supports: {
      timeframes: [...new Set(series.map(({ timeframe }) => timeframe))],
      exchanges: ['*'],
      delayedBySec: 0,
      adjusted: ['none'],
      streamsBars: [...new Set(series.map(({ timeframe }) => timeframe))],
    },
    create: (_: object, { clock }) => ({
      async fetchBars({ instrument, timeframe, from, to }) {
        const bars = series.find((each) => each.instrument === instrument && each.timeframe === timeframe)
        if (bars === undefined) return createBars(instrument, timeframe, [])
        const now = clock.now()
        const first = bars.time.findIndex((time) => time >= from)
        const last = bars.time.findLastIndex((time) => time < to && barClose(time, timeframe, calendar) <= now)
        return first === -1 ? bars.slice(0, 0) : bars.slice(first, last + 1)
      },
      async subscribe(instruments: readonly InstrumentId[], report: (report: MarketReport) => void) {
        for (const instrument of instruments) listeners.set(instrument, report)
        return () => {
          for (const instrument of instruments) listeners.delete(instrument)
        }
      },
      show(bar: Bar) {
        const { instrument, close } = bar
        const report = listeners.get(instrument)
        if (report === undefined) return
        if (quotes) {
          const volume = volumeAfter(bar)
          report({ type: 'quote', quote: { instrument, time: clock.now(), last: close, volume } })
        }
        report({ type: 'bar', bar })
      },
    }),
  })
  return make({}, environment)
}
