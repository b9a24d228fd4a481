import { mock, percentFees } from '@shagun/broker-mock'
import {
  createEnvironment,
  createInstrument,
  createTrader,
  type DataProvider,
  type Instrument,
  type OrderRequest,
  type RiskRule,
  type Storage,
  seededRandom,
  type Trader,
} from '@shagun/core'
import { defineDataProvider, type MarketReport } from '@shagun/core/adapter'
import { maxDailyLoss, maxOrderValue, maxPosition } from '@shagun/risk'
import { ruleCount } from './load.ts'

const instrument: Instrument = createInstrument({ id: 'X:WALK', currency: 'USD', tickSize: '0.05' })
const price = 100

/** The mock, whose market is printed by hand, and traders that begin there one after the other. */
export interface Market {
  openTrader(storage: Storage): Trader
  print(): void
  /** From then on the broker shows no orders of before. */
  endDay(): void
}

export function createMarket(): Market {
  const quiet = { debug() {}, warn() {}, error() {} }
  const environment = createEnvironment({ random: seededRandom(1), log: quiet })
  const { now } = environment.clock
  const broker = mock(
    { cash: '1000000000', fees: percentFees('0.03'), shortSelling: true, instruments: [instrument], books: 'daily' },
    environment,
  )
  let tell: (report: MarketReport) => void = () => {}
  const feed: DataProvider = defineDataProvider({
    id: 'bench',
    supports: { timeframes: [], exchanges: ['*'], delayedBySec: 0, adjusted: ['none'] },
    create: () => ({
      fetchBars: () => Promise.reject(new Error('No history.')),
      async subscribe(_: unknown, report: typeof tell) {
        tell = report
        return () => {}
      },
    }),
  })({}, environment)

  return {
    openTrader: (storage) =>
      createTrader({
        broker,
        data: [feed],
        storage,
        rules: rules(),
        strategies: [{ name: 'watcher', watch: [{ instrument: instrument.id }] }],
        instruments: [instrument],
        reconcileEveryMs: 0,
      }) as unknown as Trader,
    endDay: () => broker.venue.endDay(),
    print() {
      tell({ type: 'quote', quote: { instrument: instrument.id, time: now(), last: price } })
      broker.venue.print({ instrument: instrument.id, time: now(), price, quantity: 1_000_000 })
    },
  }
}

function rules(): RiskRule[] {
  return Array.from({ length: ruleCount }, (_, i) =>
    i % 3 === 0 ? maxOrderValue('100000000') : i % 3 === 1 ? maxDailyLoss('100000000') : maxPosition(100_000_000),
  )
}

export function marketOrder(i: number): OrderRequest {
  return { instrument: instrument.id, side: i % 2 === 0 ? 'buy' : 'sell', quantity: 10, type: 'market' }
}
