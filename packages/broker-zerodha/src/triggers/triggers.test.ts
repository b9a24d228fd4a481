import { createInstrument, createTrader, memory } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import type { FakeKiteFault } from '../fake/faults/fault.ts'
import { infy, type Stage, started } from '../stage.fixture.ts'
import { zerodha } from '../zerodha.ts'

const entry = { instrument: infy, side: 'buy', quantity: 10, type: 'limit', limitPrice: '1520' } as const
const exit = { instrument: infy, side: 'sell', quantity: 10, product: 'delivery', timeInForce: 'gtc' } as const
const stop = { ...exit, type: 'stop-limit', stopPrice: '1450', limitPrice: '1448' } as const
const target = { ...exit, type: 'limit', limitPrice: '1600' } as const
const oco = { kind: 'oco', legs: [target, stop] } as const

const lifecycles = ({ trader }: Pick<Stage, 'trader'>) =>
  [...trader.view.orders.values()].map(({ lifecycle, certainty }) => `${lifecycle} ${certainty}`)

/** Ten shares held, and both ways out of them waiting at Kite. */
async function holding(...args: Parameters<typeof started>) {
  const stage = await started(...args)
  const { trader, fake, during, pass } = stage
  await during(trader.place(entry))
  fake.print(infy, '1520', 100)
  await pass(1_000)
  expect(trader.view.getQuantity(infy).toNumber()).toBe(10)
  return stage
}

function expectEqualBooks({ trader, fake, heard }: Pick<Stage, 'trader' | 'fake' | 'heard'>) {
  const [theirs] = fake.venue.listPositions()
  expect(trader.view.getQuantity(infy).toFixed()).toBe(theirs!.quantity.toFixed(0))
  expect(trader.view.cash.get('INR')?.toFixed()).toBe(fake.venue.getCash()['INR']?.toFixed())
  expect(heard).not.toContain('order.quarantined')
}

describe('two ways out of which one cancels the other', () => {
  it('are one trigger at Kite, and each is an order here', async () => {
    const stage = await holding()
    const { trader, fake, during } = stage
    const placed = await during(trader.placeGroup(oco))
    expect(placed.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted'])
    expect(fake.count('place-gtt')).toBe(1)
    expect(placed.map(({ order }) => order.brokerOrderIds[0]!.slice(-2))).toEqual(['-2', '-1'])
    expect(lifecycles(stage).slice(1)).toEqual(['working confirmed', 'working confirmed'])
  })

  it.each([
    ['the stop', '1449', ['filled confirmed', 'canceled confirmed', 'filled confirmed'], '1449'],
    ['the target', '1600.05', ['filled confirmed', 'filled confirmed', 'canceled confirmed'], '1600.05'],
  ])('go on as the order that was set off: %s is filled, and the other one canceled', async (_, price, ends) => {
    const stage = await holding()
    const { trader, fake, during, pass } = stage
    const outside: unknown[] = []
    trader.on('external.*', (event) => void outside.push(event))
    await during(trader.placeGroup(oco))
    fake.print(infy, price, 1)
    await pass(1_000)
    fake.print(infy, price, 100)
    await pass(3_000)
    expect(lifecycles(stage)).toEqual(ends)
    expect(trader.view.getQuantity(infy).toNumber()).toBe(0)
    expect(outside).toEqual([])
    expectEqualBooks(stage)
  })

  it('are followed while the socket is down, when their list is late, and by postbacks', async () => {
    for (const trouble of ['socket', 'late list'] as const) {
      const stage = await holding()
      const { trader, fake, during, pass } = stage
      await during(trader.placeGroup(oco))
      if (trouble === 'socket') {
        fake.ticker.fail({ kind: 'refused', httpStatus: 502 } as never)
        fake.ticker.closeConnections(1006)
      } else fake.faults.add({ kind: 'error-before', status: 503, as: 'json' }, { at: 'gtts', times: 2 })
      fake.print(infy, '1449', 100)
      await pass(70_000)
      fake.print(infy, '1449', 100)
      await pass(70_000)
      expect(lifecycles(stage)).toEqual(['filled confirmed', 'canceled confirmed', 'filled confirmed'])
      expectEqualBooks(stage)
    }
  })

  it('are there after a restart, and what was set off meanwhile is booked as theirs', async () => {
    const stage = await started()
    const { fake, environment, during, pass, broker } = stage
    const storage = memory()
    const open = () =>
      createTrader({
        broker: zerodha({ account: broker.account }, environment),
        storage,
        instruments: [createInstrument({ id: infy, currency: 'INR', tickSize: '0.05' })],
      })
    await stage.trader.stop()
    const first = open()
    await during(first.start())
    await during(first.place(entry))
    fake.print(infy, '1520', 100)
    await during(first.placeGroup(oco))
    await pass(1_000)
    await during(first.stop())
    fake.print(infy, '1449', 1)
    await pass(1_000)
    fake.print(infy, '1449', 100)
    const second = open()
    await during(second.start())
    await pass(3_000)
    expect(lifecycles({ trader: second })).toEqual(['filled confirmed', 'canceled confirmed', 'filled confirmed'])
    expect(second.view.getQuantity(infy).toNumber()).toBe(0)
    await during(second.stop())
  })

  it('live on over the end of the day', async () => {
    const stage = await holding()
    const { trader, fake, broker, clock, during, pass } = stage
    await during(trader.placeGroup(oco))
    fake.endDay()
    clock.advanceTo(broker.account.expiresAt! - 1)
    await pass(1_000)
    broker.account.setAccessToken(fake.session().accessToken)
    await pass(70_000)
    expect(lifecycles(stage).slice(1)).toEqual(['working confirmed', 'working confirmed'])
    fake.print(infy, '1449', 1)
    await pass(1_000)
    fake.print(infy, '1449', 100)
    await pass(70_000)
    expect(lifecycles(stage).slice(1)).toEqual(['canceled confirmed', 'filled confirmed'])
  })

  it.each<[string, FakeKiteFault]>([
    ['503 before', { kind: 'error-before', status: 503, as: 'json' }],
    ['502 after', { kind: 'error-after', status: 502, as: 'html' }],
    ['a lost answer', { kind: 'answer-lost' }],
    ['a page with 200', { kind: 'page' }],
    ['a reset', { kind: 'reset' }],
  ])('that are met with %s are unconfirmed, sent once, and found out about by their terms', async (_, fault) => {
    const stage = await holding()
    const { trader, fake, during, pass } = stage
    fake.faults.add(fault, { at: 'place-gtt', times: 1 })
    const placed = await during(trader.placeGroup(oco))
    expect(placed.map(({ outcome }) => outcome)).toEqual(['unconfirmed', 'unconfirmed'])
    await pass(90_000)
    expect(fake.count('place-gtt')).toBe(1)
    const arrived = fault.kind !== 'error-before' && fault.kind !== 'reset'
    const state = arrived ? 'working confirmed' : 'rejected confirmed'
    expect(lifecycles(stage).slice(1)).toEqual([state, state])
    if (!arrived) return
    // Twins are told apart, also those that were not answered.
    fake.faults.add(fault, { at: 'place-gtt', times: 1 })
    await during(trader.placeGroup(oco))
    await pass(90_000)
    const ids = [...trader.view.orders.values()].slice(1).flatMap(({ brokerOrderIds }) => brokerOrderIds)
    expect(new Set(ids).size).toBe(4)
  })

  it('are both canceled with one of them', async () => {
    const stage = await holding()
    const { trader, during, pass } = stage
    const [first] = await during(trader.placeGroup(oco))
    expect(await during(trader.cancel(first!.order.terms.clientOrderId))).toEqual({ outcome: 'requested' })
    await pass(70_000)
    expect(lifecycles(stage).slice(1)).toEqual(['canceled confirmed', 'canceled confirmed'])
  })

  it('that have set off an order are canceled and changed as that order', async () => {
    const stage = await holding()
    const { trader, fake, during, pass } = stage
    const [, second] = await during(trader.placeGroup({ ...oco, legs: [target, { ...stop, limitPrice: '1450' }] }))
    fake.setBook(infy, { bids: [], asks: [] } as never)
    fake.print(infy, '1449.5', 1)
    await pass(3_000)
    const id = second!.order.terms.clientOrderId
    expect(await during(trader.modify(id, { limitPrice: '1452' }))).toEqual({ outcome: 'requested' })
    await pass(3_000)
    expect(fake.venue.listOrders().at(-1)).toMatchObject({ lifecycle: 'working' })
    expect(fake.venue.listOrders().at(-1)!.limitPrice?.toFixed()).toBe('1452')
    expect(await during(trader.cancel(id))).toEqual({ outcome: 'requested' })
    await pass(70_000)
    expect(lifecycles(stage).slice(1)).toEqual(['canceled confirmed', 'canceled confirmed'])
    expectEqualBooks(stage)
  })

  it('can be changed, one at a time', async () => {
    const stage = await holding()
    const { trader, fake, during, pass } = stage
    const [first, second] = await during(trader.placeGroup(oco))
    const [targetId, stopId] = [first!.order.terms.clientOrderId, second!.order.terms.clientOrderId]
    expect(await during(trader.modify(targetId, { limitPrice: '1610' }))).toEqual({ outcome: 'requested' })
    await pass(3_000)
    expect(await during(trader.modify(stopId, { stopPrice: '1460', limitPrice: '1455' }))).toEqual({
      outcome: 'requested',
    })
    await pass(70_000)
    const orders = [...trader.view.orders.values()].slice(1)
    expect(orders.map(({ pending }) => pending)).toEqual(['none', 'none'])
    expect(orders[0]!.terms).toMatchObject({ type: 'limit' })
    expect((orders[0]!.terms as { limitPrice: object }).limitPrice.toString()).toBe('1610')
    expect((orders[1]!.terms as { stopPrice: object }).stopPrice.toString()).toBe('1460')
    fake.print(infy, '1459', 1)
    await pass(1_000)
    fake.print(infy, '1459', 100)
    await pass(3_000)
    expect(lifecycles(stage).slice(1)).toEqual(['canceled confirmed', 'filled confirmed'])
  })

  it('can be changed both at once, and neither change undoes the other', async () => {
    const stage = await holding()
    const { trader, during, pass } = stage
    const [first, second] = await during(trader.placeGroup(oco))
    const changes = Promise.all([
      trader.modify(first!.order.terms.clientOrderId, { limitPrice: '1610' }),
      trader.modify(second!.order.terms.clientOrderId, { stopPrice: '1460', limitPrice: '1455' }),
    ])
    expect(await during(changes)).toEqual([{ outcome: 'requested' }, { outcome: 'requested' }])
    await pass(70_000)
    const [changedTarget, changedStop] = [...trader.view.orders.values()].slice(1).map(({ terms }) => terms)
    expect((changedTarget as { limitPrice: object }).limitPrice.toString()).toBe('1610')
    expect((changedStop as { stopPrice: object }).stopPrice.toString()).toBe('1460')
  })

  it('whose change meets the end of the session are as they were, and can be changed afterwards', async () => {
    const stage = await holding()
    const { trader, fake, broker, during, pass } = stage
    const [first] = await during(trader.placeGroup(oco))
    const id = first!.order.terms.clientOrderId
    fake.faults.add({ kind: 'answer-late', ms: 500 }, { at: 'gtts', times: 1 })
    const change = trader.modify(id, { limitPrice: '1610' })
    await pass(200)
    fake.logout()
    expect(await during(change)).toMatchObject({ outcome: 'rejected', evidence: { vendorCode: 'unauthenticated' } })
    broker.account.setAccessToken(fake.session().accessToken)
    await pass(10_000)
    expect(await during(trader.modify(id, { limitPrice: '1610' }))).toEqual({ outcome: 'requested' })
  })

  it.each([
    ['a leg for the day', [target, { ...stop, timeInForce: 'day' }]],
    ['two targets', [target, { ...target, limitPrice: '1610' }]],
    ['three', [target, stop, { ...stop, stopPrice: '1440', limitPrice: '1440' }]],
    ['of which a part is to be shown', [{ ...target, displayQuantity: 1 }, stop]],
    ['what is reached already', [{ ...target, limitPrice: '1510' }, stop]],
  ])('are rejected before they are sent where Kite would not keep them: %s', async (_, legs) => {
    const { trader, fake, during } = await holding()
    const placed = await during(trader.placeGroup({ kind: 'oco', legs } as never))
    for (const placement of placed)
      expect(placement).toMatchObject({ outcome: 'rejected', evidence: { vendorCode: 'gtt' } })
    expect(fake.count('place-gtt')).toBe(0)
  })
})

describe('an order that is good till canceled', () => {
  it('waits at Kite for its price, a limit as well as a stop', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    const limit = { instrument: infy, side: 'buy', quantity: 10, type: 'limit', limitPrice: '1500' } as const
    await during(trader.place({ ...limit, timeInForce: 'gtc' }))
    await during(
      trader.place({ ...limit, timeInForce: 'gtc', type: 'stop-limit', stopPrice: '1540', limitPrice: '1545' }),
    )
    expect(fake.count('place-gtt')).toBe(2)
    fake.print(infy, '1541', 1)
    await pass(1_000)
    fake.print(infy, '1541', 100)
    await pass(2_000)
    fake.print(infy, '1500', 1)
    await pass(1_000)
    fake.print(infy, '1499', 100)
    await pass(2_000)
    expect(lifecycles(stage)).toEqual(['filled confirmed', 'filled confirmed'])
    expectEqualBooks(stage)
  })

  it('may wait without a last price where the plan of the key has none', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    fake.faults.add({ kind: 'page' }, { at: 'quote', times: 9 })
    const limit = { instrument: infy, side: 'buy', quantity: 10, type: 'limit', limitPrice: '1500' } as const
    expect((await during(trader.place({ ...limit, timeInForce: 'gtc' }))).outcome).toBe('accepted')
    fake.print(infy, '1500', 1)
    await pass(1_000)
    fake.print(infy, '1499', 100)
    await pass(2_000)
    expect(lifecycles(stage)).toEqual(['filled confirmed'])
  })

  it('at the market is denied, because nothing at the market can wait, and does not compile', async () => {
    const { trader, fake, during } = await started()
    const market = { instrument: infy, side: 'buy', quantity: 10, type: 'market', timeInForce: 'gtc' } as const
    // @ts-expect-error -- the pair is excepted
    expect(await during(trader.place(market))).toMatchObject({ outcome: 'denied', denial: { rule: 'supports' } })
    const stop = { ...market, type: 'stop', stopPrice: '1540' } as const
    // @ts-expect-error -- and so is this one
    expect(await during(trader.place(stop))).toMatchObject({ outcome: 'denied', denial: { rule: 'supports' } })
    expect(fake.count('place-gtt')).toBe(0)
  })

  it('whose order Kite does not take is rejected with what Kite says', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    const limit = { instrument: infy, side: 'buy', quantity: 1_000_000, type: 'limit', limitPrice: '1500' } as const
    await during(trader.place({ ...limit, timeInForce: 'gtc' }))
    fake.print(infy, '1500', 1)
    await pass(70_000)
    expect(lifecycles(stage)).toEqual(['rejected confirmed'])
  })
})

describe('a trigger that somebody else has placed', () => {
  it('is shown as theirs, and so is what it sets off', async () => {
    const stage = await started()
    const { trader, fake, during, pass, environment } = stage
    const outside: string[] = []
    trader.on('external.order-seen', ({ order: { brokerOrderId, lifecycle } }) => {
      outside.push(`${brokerOrderId.slice(0, 3)}${brokerOrderId.slice(-2)} ${lifecycle}`)
    })
    const { apiKey, accessToken } = fake.session()
    const order = { transaction_type: 'BUY', quantity: 5, order_type: 'LIMIT', product: 'CNC', price: 1500 }
    const condition = { exchange: 'NSE', tradingsymbol: 'INFY', trigger_values: [1500], last_price: 1520 }
    const body = new URLSearchParams({
      type: 'single',
      condition: JSON.stringify(condition),
      orders: JSON.stringify([{ exchange: 'NSE', tradingsymbol: 'INFY', ...order }]),
    })
    const headers = {
      authorization: `token ${apiKey}:${accessToken}`,
      'x-kite-version': '3',
      'content-type': 'application/x-www-form-urlencoded',
    }
    const answer = await during(
      environment.network.fetch('https://api.kite.trade/gtt/triggers', {
        method: 'POST',
        headers,
        body: body.toString(),
      }),
    )
    expect(answer.status).toBe(200)
    await pass(70_000)
    expect(outside).toEqual(['gtt-1 working'])
    fake.print(infy, '1500', 1)
    await pass(1_000)
    fake.print(infy, '1499', 100)
    await pass(70_000)
    expect(outside).toEqual(['gtt-1 working', 'gtt-1 filled'])
    expect(lifecycles(stage)).toEqual([])
    expectEqualBooks(stage)
  })
})
