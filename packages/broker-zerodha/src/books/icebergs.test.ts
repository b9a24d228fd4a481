import { createInstrument, createTrader, memory } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { infy, limitOrder, type Stage, started } from '../stage.fixture.ts'
import { zerodha } from '../zerodha.ts'
import { createIcebergs } from './icebergs.ts'
import { type ReadOrder, readOrder } from './read-order.ts'

const hidden = { ...limitOrder, quantity: 50, displayQuantity: 20 } as const
const orderOf = ({ trader }: Pick<Stage, 'trader'>) => [...trader.view.orders.values()].at(-1)!

describe('an iceberg', () => {
  it('is one order here, and an order of Kite after the other there', async () => {
    const stage = await started({}, { displayAs: 'iceberg' })
    const { trader, fake, heard, during, pass } = stage
    const placed = await during(trader.place(hidden))
    expect(placed.outcome).toBe('accepted')
    expect(fake.venue.listOrders().map(({ quantity }) => quantity.toNumber())).toEqual([20])
    for (const filled of [20, 40, 50]) {
      expect(orderOf(stage).lifecycle).toBe('working')
      fake.print(infy, '1499', 20)
      await pass(2_000)
      expect(orderOf(stage).filledQuantity.toNumber()).toBe(filled)
    }
    expect(fake.venue.listOrders()).toHaveLength(3)
    expect(orderOf(stage)).toMatchObject({ lifecycle: 'filled', certainty: 'confirmed' })
    expect(orderOf(stage).brokerOrderIds).toHaveLength(1)
    expect(trader.view.getQuantity(infy).toNumber()).toBe(50)
    expect(trader.view.cash.get('INR')?.toFixed()).toBe(fake.venue.getCash()['INR']?.toFixed())
    expect(heard).not.toContain('order.quarantined')
  })

  it('is changed and canceled at the leg that is in the market', async () => {
    const stage = await started({}, { displayAs: 'iceberg' })
    const { trader, fake, during, pass } = stage
    const { order } = await during(trader.place(hidden))
    fake.print(infy, '1499', 20)
    await pass(2_000)
    const id = order.terms.clientOrderId
    expect(await during(trader.modify(id, { quantity: 60 }))).toMatchObject({ outcome: 'rejected' })
    await pass(2_000)
    expect(await during(trader.modify(id, { limitPrice: '1501' }))).toEqual({ outcome: 'requested' })
    await pass(2_000)
    expect(orderOf(stage)).toMatchObject({ pending: 'none' })
    expect(fake.venue.listOrders().at(-1)!.limitPrice?.toFixed()).toBe('1501')
    expect(await during(trader.cancel(id))).toEqual({ outcome: 'requested' })
    await pass(2_000)
    expect(orderOf(stage)).toMatchObject({ lifecycle: 'canceled' })
    expect(orderOf(stage).filledQuantity.toNumber()).toBe(20)
    expect(fake.venue.listOrders().map(({ lifecycle }) => lifecycle)).toEqual(['filled', 'canceled'])
  })

  it('is changed and canceled at the leg that has just come into the market, before anybody has told of it', async () => {
    const stage = await started({}, { displayAs: 'iceberg' })
    const { trader, fake, during, pass } = stage
    const { order } = await during(trader.place(hidden))
    const id = order.terms.clientOrderId
    fake.print(infy, '1499', 20)
    expect(await during(trader.modify(id, { limitPrice: '1499' }))).toEqual({ outcome: 'requested' })
    await pass(2_000)
    expect(fake.venue.listOrders().at(-1)!.limitPrice?.toFixed()).toBe('1499')
    fake.print(infy, '1498', 20)
    expect(await during(trader.cancel(id))).toEqual({ outcome: 'requested' })
    await pass(5_000)
    expect(orderOf(stage).lifecycle).toBe('canceled')
    expect(orderOf(stage).filledQuantity.toNumber()).toBe(40)
    expect(fake.venue.listOrders().map(({ lifecycle }) => lifecycle)).toEqual(['filled', 'filled', 'canceled'])
  })

  it('that was not answered is found by its tag, and goes on after a restart between two legs', async () => {
    const stage = await started({}, { displayAs: 'iceberg' })
    const { fake, environment, broker, during, pass } = stage
    await during(stage.trader.stop())
    const storage = memory()
    const open = () =>
      createTrader({
        broker: zerodha({ account: broker.account, displayAs: 'iceberg' }, environment),
        storage,
        instruments: [createInstrument({ id: infy, currency: 'INR', tickSize: '0.05' })],
      })
    const first = open()
    await during(first.start())
    fake.faults.add({ kind: 'answer-lost' }, { at: 'place', times: 1 })
    expect((await during(first.place(hidden))).outcome).toBe('unconfirmed')
    await pass(5_000)
    expect(orderOf({ trader: first })).toMatchObject({ lifecycle: 'working', certainty: 'confirmed' })
    await during(first.stop())
    fake.print(infy, '1499', 20)
    await pass(1_000)
    const second = open()
    await during(second.start())
    expect(orderOf({ trader: second }).filledQuantity.toNumber()).toBe(20)
    for (let i = 0; i < 2; i++) {
      fake.print(infy, '1499', 20)
      await pass(2_000)
    }
    expect(orderOf({ trader: second })).toMatchObject({ lifecycle: 'filled' })
    expect(orderOf({ trader: second }).filledQuantity.toNumber()).toBe(50)
    await during(second.stop())
  })

  it('of more legs than Kite takes is rejected before it is sent, however many they would be', async () => {
    const { trader, fake, during } = await started({}, { displayAs: 'iceberg' })
    for (const quantity of [51, 5_000]) {
      const placed = await during(trader.place({ ...limitOrder, quantity, displayQuantity: 1 }))
      expect(placed).toMatchObject({ outcome: 'rejected', evidence: { vendorCode: 'iceberg' } })
    }
    expect(fake.count('place')).toBe(0)
    expect((await during(trader.place({ ...limitOrder, quantity: 50, displayQuantity: 1 }))).outcome).toBe('accepted')
  })

  it('is what a displayed quantity becomes for contracts, and shares leave it to the exchange', async () => {
    const nifty = 'NFO:NIFTY26JANFUT'
    const instruments = [
      createInstrument({ id: infy, currency: 'INR', tickSize: '0.05' }),
      createInstrument({
        id: nifty,
        currency: 'INR',
        tickSize: '0.05',
        kind: 'future',
        expiry: Date.UTC(2026, 0, 27, 10),
      }),
    ]
    const { fake, environment, broker, during, trader } = await started({ instruments })
    await during(trader.stop())
    const other = createTrader({ broker: zerodha({ account: broker.account }, environment), instruments })
    await during(other.start())
    fake.print(nifty, '1520', 10)
    await during(other.place(hidden))
    await during(other.place({ ...hidden, instrument: nifty, product: 'carryforward' }))
    expect(fake.venue.listOrders().map(({ quantity }) => quantity.toNumber())).toEqual([50, 20])
    await during(other.stop())
  })

  it('is whole in whatever order its rows come, however often', () => {
    const rowOf = (leg: number, filled: number, status: string, second: number) => ({
      order_id: `1000${leg}`,
      status,
      exchange: 'NSE',
      tradingsymbol: 'INFY',
      transaction_type: 'BUY',
      order_type: 'LIMIT',
      quantity: 20,
      filled_quantity: filled,
      average_price: filled > 0 ? 1500 + leg : 0,
      price: 1510,
      variety: 'iceberg',
      tag: 'abc',
      order_timestamp: `2026-01-05 09:30:${String(second).padStart(2, '0')}`,
      meta: { iceberg: { leg, legs: 3, leg_quantity: 20, total_quantity: 60, remaining_quantity: 60 - 20 * leg } },
    })
    const rows = [1, 2, 3].flatMap((leg) => [
      rowOf(leg, 0, 'OPEN', 10 * leg),
      rowOf(leg, 7, 'OPEN', 10 * leg + 1),
      rowOf(leg, 20, 'COMPLETE', 10 * leg + 2),
    ])
    const read = (row: unknown): ReadOrder =>
      readOrder(
        row,
        () => undefined,
        (text) => text,
      )!
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), fc.array(fc.nat(8)), (order, again) => {
        const icebergs = createIcebergs()
        let whole: ReadOrder | undefined
        let seen = 0
        for (const row of [...order, ...again.map((i) => rows[i]!)]) {
          whole = icebergs.withLeg(read(row)) ?? whole
          const filled = whole?.order.filledQuantity.toNumber() ?? 0
          expect(filled).toBeGreaterThanOrEqual(seen)
          seen = filled
        }
        expect(whole!.order).toMatchObject({ brokerOrderId: '10001', lifecycle: 'filled' })
        expect(whole!.order.averagePrice?.toFixed()).toBe('1502')
      }),
    )
  })
})
