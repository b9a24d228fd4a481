import {
  type ClientOrderId,
  createEnvironment,
  createInstrument,
  createTrader,
  type OrderRequest,
  type Placement,
  seededRandom,
  type Trader,
} from '@shagun/core'
import { fakeClock } from '@shagun/core/testing'
import { type MockBroker, mock, mockSupports } from '../mock.ts'
import { barOf, minute, monday, type Ohlc } from './session.ts'

/** A trader at a mock that keeps groups of one kind in step. */
export interface Trading {
  readonly trader: Trader
  readonly broker: MockBroker
  /** A minute passes, from the bar's open to its close. */
  play(prices: Ohlc): Promise<void>
  print(price: number, quantity: number): Promise<void>
  placeGroup(legs: readonly OrderRequest[]): Promise<readonly Placement[]>
  states(ids: readonly ClientOrderId[]): string[]
  filled(ids: readonly ClientOrderId[]): number[]
  held(): number
}

export async function openTrading(kind: 'oco' | 'bracket'): Promise<Trading> {
  const clock = fakeClock(monday)
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1) })
  const supports = { ...mockSupports, groups: [kind] }
  const broker = mock({ supports }, environment) as unknown as MockBroker
  const instruments = [createInstrument({ id: 'X:A', currency: 'USD', tickSize: '0.01' })]
  const trader = createTrader({ broker, instruments, reconcileEveryMs: 0 }) as unknown as Trader
  await trader.start()
  const settle = async (): Promise<void> => await trader.idle()
  const orderOf = (id: ClientOrderId) => trader.view.orders.get(id)!
  return {
    trader,
    broker,
    async play(prices) {
      const bar = barOf(prices, { time: clock.now() })
      await broker.openBar(bar, settle)
      clock.advanceTo(bar.time + minute)
      await broker.closeBar(bar, settle)
      await settle()
    },
    async print(price, quantity) {
      broker.venue.print({ instrument: 'X:A', price, quantity, time: clock.now() })
      await settle()
    },
    placeGroup: (legs) => trader.placeGroup({ kind, legs }),
    states: (ids) => ids.map((id) => orderOf(id).lifecycle),
    filled: (ids) => ids.map((id) => orderOf(id).filledQuantity.toNumber()),
    held: () => trader.view.getQuantity('X:A').toNumber(),
  }
}
