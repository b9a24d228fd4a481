import { mock, mockSupports, uniformLatency } from '@shagun/broker-mock'
import {
  createInstrument,
  createTrader,
  memory,
  type OrderRequest,
  type RiskRule,
  type Storage,
  type Trader,
} from '@shagun/core'
import {
  maxDrawdownFromPeak,
  maxGrossExposure,
  maxOpenOrders,
  maxOrderRate,
  maxPosition,
  maxTradesADay,
  reduceOnly,
  sufficientMargin,
} from '@shagun/risk'
import { describe, expect, it } from 'vitest'
import { createStage } from './stage.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const price = (): number => 100
const buy: OrderRequest = { instrument: infy.id, side: 'buy', quantity: 5, type: 'limit', limitPrice: 100 }

async function openAccount(rules: () => readonly RiskRule[], storage: Storage = memory()) {
  const stage = createStage()
  const supports = { ...mockSupports, groups: ['oco'] } as const
  const latency = { orders: uniformLatency(5, 200), cancels: uniformLatency(5, 200), reports: uniformLatency(5, 200) }
  const broker = mock(
    { cash: '100000', currency: 'INR', instruments: [infy], shortSelling: true, supports, latency },
    stage.environment,
  )
  const start = async () => {
    const trader = createTrader({ broker, storage, rules: rules(), instruments: [infy], snapshotEvery: 1 })
    await trader.start()
    // What the broker's type narrows is not what is shown here.
    return trader as unknown as Trader
  }
  return { ...stage, broker, start, trader: await start() }
}

type Account = Awaited<ReturnType<typeof openAccount>>

/** Places so many and lets them be answered. */
async function place({ trader, pass }: Account, count: number, request: OrderRequest = buy) {
  const placing = Promise.all(Array.from({ length: count }, () => trader.place(request)))
  await pass(500)
  return await placing
}

const idOf = ({ order }: Awaited<ReturnType<typeof place>>[number]) => order.terms.clientOrderId

describe('rules of an account', () => {
  it('let no thousand modifications at once past what fits', async () => {
    const account = await openAccount(() => [maxPosition(150)])
    const { trader, pass, broker } = account
    const placed = await place(account, 20)
    const changing = Promise.all(
      Array.from({ length: 1_000 }, (_, i) => trader.modify(idOf(placed[i % 20]!), { quantity: 10 })),
    )
    await pass(1_000)
    const outcomes = Map.groupBy(await changing, ({ outcome }) => outcome)
    // 100 are open; ten orders find room for five more each. Others of the same order wait for its answer.
    expect(outcomes.get('requested')).toHaveLength(10)
    expect(outcomes.get('denied')!.length).toBeGreaterThanOrEqual(10)
    const asked = broker.venue.listOrders().reduce((sum, { quantity }) => sum + quantity.toNumber(), 0)
    expect(asked).toBe(150)
  })

  it('let no hundred groups at once past what fits, whole or not at all', async () => {
    const pair = (at: number): OrderRequest[] => [
      { ...buy, limitPrice: at },
      { ...buy, limitPrice: at - 1 },
    ]
    for (const rules of [
      () => [maxOpenOrders(11)],
      () => [maxOrderRate(11, { perMs: 60_000 })],
      () => [maxTradesADay(11)],
      // Of two that are kept in step one fills, so that five of 500 each fit.
      () => [maxGrossExposure(2_900, { price })],
      () => [maxPosition(29)],
    ]) {
      const { trader, pass, broker } = await openAccount(rules)
      const placing = Array.from({ length: 100 }, () => trader.placeGroup({ kind: 'oco', legs: pair(90) }))
      await pass(1_000)
      const outcomes = (await Promise.all(placing)).map((legs) => legs.map(({ outcome }) => outcome).join(' '))
      expect(outcomes.filter((outcome) => outcome === 'accepted accepted')).toHaveLength(5)
      expect(outcomes.filter((outcome) => outcome === 'denied denied')).toHaveLength(95)
      expect(broker.venue.listOrders()).toHaveLength(10)
    }
  })

  it('give room back when a cancel is a fact, and not before', async () => {
    const account = await openAccount(() => [maxOpenOrders(3), maxGrossExposure(1_500, { price })])
    const { trader, pass } = account
    const placed = await place(account, 3)
    const canceling = trader.cancel(idOf(placed[0]!))
    expect((await trader.place(buy)).outcome).toBe('denied')
    await pass(1_000)
    expect((await canceling).outcome).toBe('requested')
    expect((await place(account, 2)).map(({ outcome }) => outcome)).toEqual(['accepted', 'denied'])
  })

  it('let cancels through when the rate is used up, and count them', async () => {
    const account = await openAccount(() => [maxOrderRate(4, { perMs: 60_000, reserve: 1 })])
    const { trader, pass } = account
    const placed = await place(account, 3)
    expect((await trader.modify(idOf(placed[0]!), { quantity: 6 })).outcome).toBe('denied')
    const canceling = placed.map((placement) => trader.cancel(idOf(placement)))
    await pass(1_000)
    expect((await Promise.all(canceling)).map(({ outcome }) => outcome)).toEqual(Array(3).fill('requested'))
    await pass(58_400)
    expect((await trader.place(buy)).outcome).toBe('denied')
    await pass(600)
    expect((await place(account, 1))[0]!.outcome).toBe('accepted')
  })

  it('judge the exits of a position together', async () => {
    const legs: OrderRequest[] = [
      { ...buy, side: 'sell', limitPrice: 110 },
      { instrument: infy.id, side: 'sell', quantity: 5, type: 'stop', stopPrice: 90 },
    ]
    for (const [rules, outcome] of [
      [
        () => [maxOpenOrders(2), maxOrderRate(3, { perMs: 60_000 }), reduceOnly(({ orders }) => orders.size > 1)],
        'accepted',
      ],
      [() => [maxGrossExposure(500, { price })], 'accepted'],
      [() => [maxOpenOrders(1)], 'denied'],
      [() => [maxOrderRate(2, { perMs: 60_000 })], 'denied'],
    ] as const) {
      const account = await openAccount(rules)
      const { trader, pass, broker, clock } = account
      await place(account, 1)
      broker.venue.print({ instrument: infy.id, price: 100, quantity: 50, time: clock.now() })
      await pass(500)
      expect(trader.view.getQuantity(infy.id).toNumber()).toBe(5)
      const placing = trader.placeGroup({ kind: 'oco', legs })
      await pass(500)
      expect((await placing).map((placement) => placement.outcome)).toEqual([outcome, outcome])
    }
  })

  it('know after a restart what they knew before it, from a snapshot', async () => {
    const storage = memory({ chained: true })
    const account = await openAccount(
      () => [maxTradesADay(3), maxOrderRate(5, { perMs: 60_000 }), maxDrawdownFromPeak(400)],
      storage,
    )
    const { broker, pass, clock } = account
    const fill = async (at: number): Promise<void> => {
      broker.venue.print({ instrument: infy.id, price: at, quantity: 50, time: clock.now() })
      await pass(500)
    }
    await place(account, 2)
    await fill(100)
    await account.trader.stop()
    const trader = await account.start()
    const again = { ...account, trader }
    // The third trade of the day is the last, though it is an hour later.
    await pass(3_600_000)
    expect((await place(again, 2)).map(({ outcome }) => outcome)).toEqual(['accepted', 'denied'])
    await fill(100)
    expect((await trader.place(buy)).outcome).toBe('denied')
    const close: OrderRequest = { instrument: infy.id, side: 'sell', quantity: 15, type: 'market' }
    expect((await place(again, 1, close))[0]!.outcome).toBe('accepted')
  })

  it('hold for each of two traders that were given the same rule by mistake', async () => {
    for (const rule of [
      maxOpenOrders(1),
      maxGrossExposure(500, { price }),
      sufficientMargin({ required: ({ quantity }) => 100 * quantity.toNumber(), available: () => 500 }),
    ]) {
      const [one, other] = [await openAccount(() => [rule]), await openAccount(() => [rule])]
      // So that ids, which begin with the time, are not the same in both.
      await other.pass(60_000)
      expect((await place(one, 1))[0]!.outcome).toBe('accepted')
      expect((await place(other, 1))[0]!.outcome).toBe('accepted')
      expect((await one.trader.place(buy)).outcome).toBe('denied')
      expect((await other.trader.place(buy)).outcome).toBe('denied')
    }
  })

  it('need names of their own where two of one kind remember', () => {
    const broker = mock({ cash: 1, currency: 'INR' })
    expect(() => createTrader({ broker, rules: [maxOrderRate(1), maxOrderRate(2)] })).toThrow(
      expect.objectContaining({ code: 'invalid-options' }),
    )
    createTrader({ broker, rules: [maxOrderRate(1), maxOrderRate(2, { name: 'another' })] })
  })
})
