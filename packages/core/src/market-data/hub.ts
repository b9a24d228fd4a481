import { ShagunError } from '../errors.ts'
import { barClose } from '../model/bar-period.ts'
import type { Bars } from '../model/bars.ts'
import { exchangeOf, type InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Timeframe, Timestamp } from '../model/time.ts'
import type { DataProvider, MarketReport } from '../ports/data-provider.ts'
import type { Unsubscribe } from '../ports/environment.ts'

/** Market data for one trader: each question goes to the first provider, in the order given, that can answer it. */
export interface Hub {
  fetchInstruments(instruments: readonly InstrumentId[]): Promise<readonly Instrument[]>
  /** The last `count` bars that were complete at `now`; fewer where history is short. */
  fetchLatest(instrument: InstrumentId, timeframe: Timeframe, count: number, now: Timestamp): Promise<Bars>
  subscribe(
    instruments: readonly InstrumentId[],
    receive: (report: MarketReport, source: string) => void,
  ): Promise<Unsubscribe>
}

export function createHub(providers: readonly DataProvider[]): Hub {
  function serves({ supports }: DataProvider, exchange: string): boolean {
    return supports.exchanges.includes('*') || supports.exchanges.includes(exchange)
  }

  function nobodyServes(feature: string): ShagunError {
    const by = providers.map(({ id }) => id).join(', ') || 'no provider'
    const message = `Nobody serves ${feature}; plugged in: ${by}. Add a data provider that does.`
    return new ShagunError('unsupported', message, { details: { feature, by } })
  }

  return {
    async fetchInstruments(instruments) {
      const found: Instrument[] = []
      for (const exchange of new Set(instruments.map(exchangeOf)))
        for (const provider of providers)
          if (provider.fetchInstruments !== undefined && serves(provider, exchange)) {
            found.push(...(await provider.fetchInstruments(exchange)))
            break
          }
      return found
    },
    async fetchLatest(instrument, timeframe, count, now) {
      const provider = providers.find(
        (each) => serves(each, exchangeOf(instrument)) && each.supports.timeframes.includes(timeframe),
      )
      if (provider === undefined) throw nobodyServes(`${timeframe} bars of ${instrument}`)
      // Nights, weekends and holidays hold no bars. A venue that is open five hours on five days of the week makes them in
      // a seventh of the time; with ten days more, a few bars reach over the longest holidays.
      const span = barClose(now, timeframe) - now
      const reach = count * span * (span < 86_400_000 ? 8 : 3) + 864_000_000
      const bars = await provider.fetchBars({ instrument, timeframe, from: now - reach, to: now })
      const complete = bars.time.findLastIndex((open) => barClose(open, timeframe) <= now) + 1
      return bars.slice(Math.max(0, complete - count), complete)
    },
    async subscribe(instruments, receive) {
      const ends: Unsubscribe[] = []
      const bySource = Map.groupBy(instruments, (instrument) => {
        const source = providers.find(
          (provider) => provider.subscribe !== undefined && serves(provider, exchangeOf(instrument)),
        )
        if (source === undefined) throw nobodyServes(`a stream of ${instrument}`)
        return source
      })
      const endAll = (): void => {
        for (const end of ends) end()
      }
      try {
        for (const [provider, watched] of bySource)
          ends.push(await provider.subscribe!(watched, (report) => receive(report, provider.id)))
      } catch (cause) {
        endAll()
        throw cause
      }
      return endAll
    },
  }
}
