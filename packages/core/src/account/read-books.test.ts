import { expect, it } from 'vitest'
import type { BrokerOrder, BrokerSnapshot } from '../model/broker-book.ts'
import { Decimal } from '../model/decimal.ts'
import type { BrokerOrderId, ClientOrderId } from '../model/ids.ts'
import { createInstrument } from '../model/instrument.ts'
import { type Broker, defineBroker } from '../ports/broker.ts'
import { seededRandom, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import { createTrader } from '../trader/create-trader.ts'

it('corrects no position while an order was not answered that the book may only be late to show', async () => {
  const clock = simulatedClock(0)
  const log = { debug() {}, warn() {}, error() {} }
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1), log })
  let tag: ClientOrderId | undefined
  const filled = (): BrokerOrder => ({
    brokerOrderId: 'B1' as BrokerOrderId,
    ...(tag !== undefined && { clientOrderId: tag }),
    instrument: 'NSE:INFY',
    side: 'buy',
    lifecycle: 'filled',
    quantity: new Decimal(10),
    filledQuantity: new Decimal(10),
    averagePrice: new Decimal(1500),
    time: 0,
  })
  let orders: readonly BrokerOrder[] = []
  let books: Pick<BrokerSnapshot, 'positions' | 'cash'> = { positions: [], cash: { INR: new Decimal(100_000) } }
  const broker = defineBroker({
    id: 'late',
    supports: {
      orderTypes: ['market'],
      timeInForce: ['day'],
      products: ['delivery'],
      modify: [],
      groups: [],
      idempotency: 'by-tag',
      tagLength: 20,
    },
    create: () => ({
      connect: async () => async () => {},
      place: ({ clientOrderId }) => {
        tag = clientOrderId
        return { outcome: 'unconfirmed', cause: 'timeout' } as const
      },
      cancel: () => ({ outcome: 'requested' }) as const,
      findOrders: async () => orders,
      fetchSnapshot: async () => ({ asOf: clock.now(), orders, fills: [], holdings: [], ...books }),
    }),
  })({}, environment)
  const trader = createTrader({
    broker: broker as unknown as Broker,
    instruments: [createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })],
    reconcileEveryMs: 1_000,
  })
  const corrections: string[] = []
  trader.on('position.reconciled', ({ difference }) => void corrections.push(difference.toFixed()))
  trader.on('cash.adjusted', ({ amount }) => void corrections.push(amount.toFixed()))
  const pass = async (ms: number) => {
    for (let at = 0; at < ms; at += 250) {
      clock.advanceTo(clock.now() + 250)
      for (let i = 0; i < 20; i++) await Promise.resolve()
    }
  }
  await trader.start()
  expect(corrections).toEqual(['100000'])
  await trader.place({ instrument: 'NSE:INFY', side: 'buy', quantity: 10, type: 'market' })
  const [quantity, averagePrice, zero] = [10, 1500, 0].map((figure) => new Decimal(figure)) as [
    Decimal,
    Decimal,
    Decimal,
  ]
  const position = {
    instrument: 'NSE:INFY',
    product: 'delivery',
    quantity,
    averagePrice,
    realizedProfit: zero,
  } as const
  books = { positions: [position], cash: { INR: new Decimal(85_000) } }
  await pass(10_000)
  orders = [filled()]
  await pass(40_000)
  expect([...trader.view.orders.values()][0]).toMatchObject({ lifecycle: 'filled', certainty: 'confirmed' })
  expect(trader.view.getQuantity('NSE:INFY').toNumber()).toBe(10)
  expect(trader.view.cash.get('INR')?.toNumber()).toBe(85_000)
  expect(corrections).toEqual(['100000'])
  await trader.stop()
})
