import { mock } from '@shagun/broker-mock'
import {
  type Algo,
  createEnvironment,
  createInstrument,
  createTrader,
  type DataProvider,
  type Environment,
  type Instrument,
  memory,
  type Quote,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
  type Trader,
} from '@shagun/core'
import { defineDataProvider, type MarketReport } from '@shagun/core/adapter'

/** A trader at the simulated venue, and a market that both are shown. */
export interface Market {
  readonly trader: Trader
  readonly instruments: readonly Instrument[]
  /** To the trader alone. */
  tell(report: MarketReport): void
  /** To the venue alone; what is there to be taken from then on. */
  show(quote: Quote): void
  /** To both: a book of five levels on both sides, at most `size` at each, and the quote that goes with it. */
  move(instrument: Instrument, bid: number, size: number, volume: number): void
}

const quiet = { debug() {}, warn() {}, error() {} }
export const tick = 0.05

/** Time that stands still until it is moved. */
export function openSimulated(algos: readonly { readonly algo: Algo }[], count: number): Promise<Simulated> {
  const clock = simulatedClock(Date.UTC(2026, 0, 5))
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1), log: quiet })
  return open(environment, algos, count).then((market) => ({ ...market, clock }))
}

export interface Simulated extends Market {
  readonly clock: SimulatedClock
}

/** The machine's own clock and timers. */
export function openReal(algos: readonly { readonly algo: Algo }[], count: number): Promise<Market> {
  return open(createEnvironment({ random: seededRandom(1), log: quiet }), algos, count)
}

async function open(
  environment: Environment,
  algos: readonly { readonly algo: Algo }[],
  count: number,
): Promise<Market> {
  const { now } = environment.clock
  const instruments = Array.from({ length: count }, (_, i) =>
    createInstrument({ id: `X:STOCK${i}`, currency: 'USD', tickSize: String(tick) }),
  )
  const broker = mock({ cash: 1e12, shortSelling: true, instruments }, environment)
  let report: (report: MarketReport) => void = () => {}
  const feed: DataProvider = defineDataProvider({
    id: 'bench',
    supports: { timeframes: [], exchanges: ['*'], delayedBySec: 0, adjusted: ['none'] },
    create: () => ({
      fetchBars: () => Promise.reject(new Error('No history.')),
      async subscribe(_: unknown, heard: typeof report) {
        report = heard
        return () => {}
      },
    }),
  })({}, environment)
  const trader = createTrader({
    broker,
    data: [feed],
    storage: memory(),
    algos,
    instruments,
    // So that quotes are heard before anything runs, too.
    strategies: [{ name: 'watcher', watch: instruments.map(({ id: instrument }) => ({ instrument })) }],
    reconcileEveryMs: 0,
  }) as unknown as Trader
  await trader.start()

  return {
    trader,
    instruments,
    tell: (news) => report(news),
    show: (quote) => broker.venue.quote(quote),
    move({ id: instrument }, bid, size, volume) {
      const time = now()
      const levels = (from: number, step: number) =>
        Array.from({ length: 5 }, (_, i) => ({ price: round(from + i * step), quantity: size }))
      const depth = { instrument, time, bids: levels(bid, -tick), asks: levels(bid + tick, tick) }
      const quote: Quote = { instrument, time, last: bid, bid, ask: round(bid + tick), volume }
      broker.venue.depth(depth)
      report({ type: 'quote', quote })
      report({ type: 'depth', depth })
    },
  }
}

/** To the tick. */
export function round(price: number): number {
  return Math.round(price / tick) / Math.round(1 / tick)
}
