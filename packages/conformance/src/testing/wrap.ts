import {
  type Bars,
  createBars,
  type DataProvider,
  exchangeOf,
  type Instrument,
  type InstrumentId,
  ShagunError,
  symbolOf,
} from '@shagun/core'
import type { BarQuery, MarketReport, QuoteBatch } from '@shagun/core/adapter'

// What providers that are broken on purpose are made of: an honest one, of which one thing is changed.

export function withBars(provider: DataProvider, change: (bars: Bars, query: BarQuery) => Bars): DataProvider {
  return { ...provider, fetchBars: async (query, signal) => change(await provider.fetchBars(query, signal), query) }
}

export function withQuery(provider: DataProvider, change: (query: BarQuery) => BarQuery): DataProvider {
  return { ...provider, fetchBars: (query, signal) => provider.fetchBars(change(query), signal) }
}

export function underAnotherExchange(provider: DataProvider, exchange: string): DataProvider {
  return {
    ...provider,
    async fetchBars(query, signal) {
      if (exchangeOf(query.instrument) !== exchange) return provider.fetchBars(query, signal)
      const bars = await provider.fetchBars({ ...query, instrument: `BSE:${symbolOf(query.instrument)}` }, signal)
      return createBars(query.instrument, query.timeframe, bars)
    },
  }
}

export function withQuotes(
  provider: DataProvider,
  change: (batch: QuoteBatch, asked: readonly InstrumentId[]) => QuoteBatch,
): DataProvider {
  return {
    ...provider,
    fetchQuotes: async (asked, signal) => change(await provider.fetchQuotes!(asked, signal), asked),
  }
}

export function withInstruments(
  provider: DataProvider,
  change: (listed: readonly Instrument[]) => readonly Instrument[],
): DataProvider {
  return {
    ...provider,
    fetchInstruments: async (exchange, signal) => change(await provider.fetchInstruments!(exchange, signal)),
  }
}

export function withReports(
  provider: DataProvider,
  change: (report: MarketReport) => readonly MarketReport[],
): DataProvider {
  return {
    ...provider,
    subscribe: (instruments, report) =>
      provider.subscribe!(instruments, (told) => {
        for (const each of change(told)) report(each)
      }),
  }
}

export function withEnd(provider: DataProvider, change: (end: () => void) => void): DataProvider {
  return {
    ...provider,
    async subscribe(instruments, report) {
      const end = await provider.subscribe!(instruments, report)
      return () => change(end)
    },
  }
}

export function withErrors(provider: DataProvider, code: string, change: (error: Error) => Error): DataProvider {
  const changed = (error: unknown): never => {
    throw error instanceof ShagunError && error.code === code ? change(error) : error
  }
  return {
    ...provider,
    fetchBars: (query, signal) => provider.fetchBars(query, signal).catch(changed),
    fetchQuotes: (instruments, signal) => provider.fetchQuotes!(instruments, signal).catch(changed),
  }
}

export function withSignal(
  provider: DataProvider,
  change: (signal: AbortSignal | undefined) => AbortSignal | undefined,
): DataProvider {
  return {
    ...provider,
    fetchBars: (query, signal) => provider.fetchBars(query, change(signal)),
    fetchQuotes: (instruments, signal) => provider.fetchQuotes!(instruments, change(signal)),
  }
}

export function spoiled(
  bars: Bars,
  spoil: (columns: Record<'time' | 'high' | 'low', Float64Array>, row: number) => void,
): Bars {
  const columns = {
    time: bars.time.slice(),
    open: bars.open.slice(),
    high: bars.high.slice(),
    low: bars.low.slice(),
    close: bars.close.slice(),
    volume: bars.volume.slice(),
  }
  const made = createBars(bars.instrument, bars.timeframe, columns)
  for (let row = 0; row < bars.length; row++) spoil(columns, row)
  return made
}

export function unreachable(): ShagunError {
  return new ShagunError('unreachable', 'acme cannot be reached. Try again later.', { details: { source: 'acme' } })
}

export function notFound(name: string): ShagunError {
  return new ShagunError('not-found', `acme does not know ${name}. Check it.`, { details: { source: 'acme', name } })
}

export function unsupported(feature: string): ShagunError {
  return new ShagunError('unsupported', `acme does not serve ${feature}. Ask for more.`, {
    details: { feature, by: 'acme' },
  })
}
