import { type MockBroker, type MockOptions, mock } from '@shagun/broker-mock'
import {
  createInstrument,
  createTrader,
  type DataProvider,
  type Instrument,
  type InstrumentId,
  type Quote,
  type RiskRule,
  type Trader,
  type TraderOptions,
} from '@shagun/core'
import { type Broker, defineDataProvider, type MarketReport } from '@shagun/core/adapter'
import { createStage, type Stage, settled } from '../stage.ts'
import { type WitnessedStorage, witnessedStorage } from '../witnessed-storage.ts'

export const a: Instrument = createInstrument({ id: 'SIM:A', currency: 'INR', tickSize: '0.05' })
export const b: Instrument = createInstrument({ id: 'SIM:B', currency: 'INR', tickSize: '0.05' })

/** A venue whose market is shown by hand, and traders that begin there one after the other on one journal. */
export interface RiskStage extends Stage {
  readonly broker: MockBroker
  readonly storage: WitnessedStorage
  /** The trader that was opened last sees the price; orders that it reaches fill. */
  show(instrument: InstrumentId, price: number, more?: Partial<Quote> & { readonly size?: number }): Promise<void>
  open(rules: readonly RiskRule[], more?: Partial<TraderOptions>): Trader
  /** So much is bought, or sold where it is below 0, at that price. */
  hold(trader: Trader, instrument: InstrumentId, quantity: number, price: number): Promise<void>
}

export function createRiskStage(options: MockOptions = {}): RiskStage {
  const stage = createStage()
  const { environment, clock } = stage
  const storage = witnessedStorage()
  const instruments = options.instruments ?? [a, b]
  const broker = mock({ cash: '100000', currency: 'INR', shortSelling: true, instruments, ...options }, environment)
  let tell: (report: MarketReport) => void = () => {}
  const feed: DataProvider = defineDataProvider({
    id: 'shown',
    supports: { timeframes: [], exchanges: ['*'], delayedBySec: 0, adjusted: ['none'] },
    create: () => ({
      fetchBars: () => Promise.reject(new Error('There is no history.')),
      async subscribe(_: unknown, report: typeof tell) {
        tell = report
        return () => {}
      },
    }),
  })({}, environment)

  async function show(
    instrument: InstrumentId,
    price: number,
    { size = 1_000_000, ...quote }: Partial<Quote> & { readonly size?: number } = {},
  ): Promise<void> {
    clock.advanceTo(clock.now() + 1)
    const time = clock.now()
    tell({ type: 'quote', quote: { instrument, time, last: price, ...quote } })
    if (size > 0) broker.venue.print({ instrument, time, price, quantity: size })
    await settled()
  }

  return {
    ...stage,
    broker,
    storage,
    show,
    open: (rules, more = {}) =>
      createTrader({
        broker: broker as unknown as Broker,
        data: [feed],
        storage,
        rules,
        strategies: [{ name: 'watcher', watch: instruments.map(({ id }) => ({ instrument: id })) }],
        instruments,
        reconcileEveryMs: 0,
        snapshotEvery: 0,
        ...more,
      }),
    async hold(trader, instrument, quantity, price) {
      const side = quantity > 0 ? 'buy' : 'sell'
      await trader.place({ instrument, side, quantity: Math.abs(quantity), type: 'market' })
      await show(instrument, price)
    },
  }
}
