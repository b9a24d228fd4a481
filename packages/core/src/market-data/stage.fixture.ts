import { setImmediate } from 'node:timers/promises'
import { nse } from '../calendars/nse.ts'
import { type Bars, createBars } from '../model/bars.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Quote } from '../model/quote.ts'
import type { Timeframe, Timestamp } from '../model/time.ts'
import type { DataSupports } from '../ports/data-provider.ts'
import type { Environment, Log } from '../ports/environment.ts'
import { type SimulatedClock, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import { createFakeProvider, type FakeProvider } from '../testing/fake-provider.ts'
import { createMarketData, type MarketData, type MarketDataOptions } from './market-data.ts'

/** Monday the 5th of January 2026 at NSE: open from 09:15 to 15:30, which is 03:45 to 10:00 in UTC. */
export const open: Timestamp = Date.UTC(2026, 0, 5, 3, 45)
export const close: Timestamp = Date.UTC(2026, 0, 5, 10)
export const second = 1_000
export const minute = 60_000
export const hour = 3_600_000
export const day = 86_400_000
export const infy = 'NSE:INFY'
export const tcs = 'NSE:TCS'

export const calendars: NonNullable<MarketDataOptions['calendars']> = { NSE: nse() }

/** Two providers or more, the first asked first, a clock in the hand of the test, and everything that was logged. */
export interface Stage {
  readonly clock: SimulatedClock
  readonly environment: Environment
  readonly log: string[]
  readonly first: FakeProvider
  readonly second: FakeProvider
  /** Market data of both. */
  readonly data: MarketData
  /** Moves the clock in steps, so that promises take their turns between. */
  pass(ms: number, stepMs?: number): Promise<void>
}

export function createStage({
  at = open + hour,
  options = {},
  supports = {},
  otherSupports = supports,
  bars = [],
}: {
  readonly at?: Timestamp
  readonly options?: Partial<MarketDataOptions>
  readonly supports?: Partial<DataSupports>
  readonly otherSupports?: Partial<DataSupports>
  readonly bars?: readonly Bars[]
} = {}): Stage {
  const clock = simulatedClock(at)
  const log: string[] = []
  const note = (message: string): void => void log.push(message)
  const logger: Log = { debug: note, warn: note, error: note }
  const environment = createEnvironment({ clock, timers: clock, log: logger })
  const quotes = [quoteOf(infy, at, 1520), quoteOf(tcs, at, 3100)]
  const make = (id: string, own: Partial<DataSupports>): FakeProvider =>
    createFakeProvider({ id, supports: { timeframes: ['1m', '1d'], ...own }, quotes, bars }, environment)
  const [first, second] = [make('first', supports), make('second', otherSupports)]
  return {
    clock,
    environment,
    log,
    first,
    second,
    data: createMarketData({ providers: [first, second], calendars, ...options }),
    async pass(ms, stepMs = Math.min(ms, stepOf)) {
      const end = clock.now() + ms
      await settled()
      while (clock.now() < end) {
        clock.advanceTo(Math.min(end, clock.now() + stepMs))
        await settled()
      }
    },
  }
}

const stepOf = 1_000

/** Until all promises that can go on have. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await setImmediate()
}

export function quoteOf(instrument: InstrumentId, time: Timestamp, last: number): Quote {
  return { instrument, time, last }
}

/** Bars one after the other from a moment on, each of one price. */
export function barsFrom(
  from: Timestamp,
  prices: readonly number[],
  {
    instrument = infy,
    timeframe = '1m',
    stepMs = minute,
  }: { readonly instrument?: InstrumentId; readonly timeframe?: Timeframe; readonly stepMs?: number } = {},
): Bars {
  const rows = prices.map((price, i) => ({
    time: from + i * stepMs,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 10,
  }))
  return createBars(instrument, timeframe, rows)
}

/** How often each was asked for something. */
export function asked({ requests }: FakeProvider, kind: 'bars' | 'quotes' | 'subscribe'): number {
  return requests.filter((request) => request.kind === kind).length
}
