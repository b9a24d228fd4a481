import {
  type Bars,
  createBars,
  createInstrument,
  type DataProvider,
  type Environment,
  type InstrumentId,
  ShagunError,
  type SimulatedClock,
  simulatedClock,
} from '@shagun/core'
import type { TimeRange } from '@shagun/core/adapter'
import { createFakeProvider, type FakeProvider } from '@shagun/core/testing'
import type { DataProviderFixtures } from './fixtures.ts'

/** A vendor, and a provider in front of it that keeps to everything. */
export interface World {
  readonly clock: SimulatedClock
  /** The vendor behind the provider that was made last. */
  readonly vendor: FakeProvider
}

export const minute = 60_000
export const day = 86_400_000
export const start: number = Date.UTC(2026, 0, 5)
export const secret = 'hunter2/abc'
export const infy: InstrumentId = 'BSE:INFY'
export const tcs: InstrumentId = 'BSE:TCS'
export const ranges: Readonly<Record<'1m' | '1d', TimeRange>> = {
  '1m': { from: start, to: start + 6 * minute },
  '1d': { from: start - 9 * day, to: start - 4 * day },
}

/** Fixtures of a provider that can do everything, so that no case is skipped; `wrap` may break it. */
export function createFixtures(
  wrap: (provider: DataProvider, world: World) => DataProvider = (provider) => provider,
): DataProviderFixtures {
  const clock = simulatedClock(start + day)
  let vendor = createVendor({} as Environment)
  const fail = (kind: 'unreachable' | 'rate-limited' | 'unauthenticated' | 'stalled') => () => {
    vendor.fail({ kind })
    return () => vendor.recover()
  }
  return {
    create(environment) {
      vendor = createVendor({ ...environment, clock, timers: clock })
      return wrap(createHonest(vendor), { clock, vendor })
    },
    instruments: [infy, tcs],
    unknownInstrument: 'BSE:NOSUCH',
    ranges,
    faults: {
      unreachable: fail('unreachable'),
      'rate-limited': fail('rate-limited'),
      unauthenticated: fail('unauthenticated'),
      stalled: fail('stalled'),
      garbage() {
        vendor.fail({ kind: 'garbage', as: 'nan' })
        return () => vendor.recover()
      },
      disconnected() {
        vendor.push({ type: 'lost', cause: 'cut' })
        return () => vendor.push({ type: 'restored' })
      },
    },
    tick: (instrument) => vendor.push({ type: 'quote', quote: { instrument, time: clock.now(), last: 100 } }),
    advance: (ms) => clock.advanceTo(clock.now() + ms),
    secrets: [secret],
  }
}

function createVendor(environment: Environment): FakeProvider {
  return createFakeProvider(
    {
      id: 'acme',
      supports: {
        exchanges: ['BSE'],
        adjusted: ['none', 'splits'],
        substitutes: { NSE: 'BSE' },
        streamsBars: ['1m'],
      },
      bars: [history('1m', minute, 6), history('1d', day, 5)],
      quotes: [infy, tcs].map((instrument) => ({ instrument, time: start + day, last: 100, bid: 99, volume: 0 })),
      instruments: [infy, tcs].map((id) => createInstrument({ id, currency: 'INR' })),
    },
    environment,
  )
}

function history(timeframe: '1m' | '1d', lengthMs: number, count: number): Bars {
  return createBars(
    infy,
    timeframe,
    Array.from({ length: count }, (_, i) => ({
      time: ranges[timeframe].from + i * lengthMs,
      open: 10 + i,
      high: 12 + i,
      low: 9 + i,
      close: 11 + i,
      volume: i,
    })),
  )
}

/** Believes nothing that the vendor says before it has looked at it, and knows what was split. */
function createHonest(vendor: FakeProvider): DataProvider {
  return {
    ...vendor,
    async fetchBars(query, signal) {
      const bars = await vendor.fetchBars(query, signal)
      const checked = createBars(query.instrument, query.timeframe, bars)
      return query.adjustment === 'splits' ? halved(checked) : checked
    },
    async fetchQuotes(instruments, signal) {
      const batch = await vendor.fetchQuotes(instruments, signal)
      if (batch.quotes.every(({ last }) => last > 0)) return batch
      throw new ShagunError('invalid-data', 'acme quotes a price that is none; expected one above 0.', {
        details: { source: 'acme', field: 'last', expected: 'a price above 0' },
      })
    },
  }
}

export function halved(bars: Bars): Bars {
  const half = (column: Bars['open']): Float64Array => column.map((price) => price / 2)
  const { time, volume } = bars
  return createBars(bars.instrument, bars.timeframe, {
    time,
    open: half(bars.open),
    high: half(bars.high),
    low: half(bars.low),
    close: half(bars.close),
    volume,
  })
}
