import { createInstrument, createTrader, Decimal, memory } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import type { FakeKiteFault } from '../fake/faults/fault.ts'
import { infy, limitOrder } from '../stage.fixture.ts'
import { openWorld } from '../world.fixture.ts'
import { type ZerodhaOptions, zerodha } from '../zerodha.ts'
import { readAvailable, readBasket } from './read-margin.ts'

const monday = Date.UTC(2026, 0, 5, 4)
const nifty = 'NFO:NIFTY29DECFUT'
const future = {
  instrument: nifty,
  side: 'buy',
  quantity: 65,
  type: 'limit',
  limitPrice: 20_000,
  product: 'carryforward',
} as const
const share = createInstrument({ id: infy, currency: 'INR', tickSize: '0.05' })
const contract = createInstrument({
  id: nifty,
  kind: 'future',
  currency: 'INR',
  tickSize: '0.05',
  lotSize: 65,
  underlying: 'NIFTY',
})

async function started(options: Partial<ZerodhaOptions> = {}) {
  const world = openWorld(monday)
  const { fake, environment, during, afterwards } = world
  fake.print(infy, 1_500, 100)
  fake.print(nifty, 20_000, 100)
  const broker = zerodha({ ...fake.session(), ...options } as ZerodhaOptions, environment)
  const trader = createTrader({ broker, storage: memory(), instruments: [share, contract] })
  await during(trader.start())
  afterwards(() => void trader.stop())
  const failing = (answer: Promise<unknown>): Promise<unknown> =>
    during(
      answer.then(
        () => 'It did not fail.',
        (error: unknown) => error,
      ),
    )
  return { ...world, broker, trader, failing }
}

describe('the margin of orders', () => {
  it('is worked out by Kite, with charges, beside what is available, and nothing is placed', async () => {
    const { broker, during, fake } = await started()
    const margin = await during(broker.fetchMargin([limitOrder, { ...limitOrder, product: 'intraday' }]))
    expect(margin.orders.map(({ instrument, required }) => [instrument, required.toNumber()])).toEqual([
      [infy, 15_000],
      [infy, 3_000],
    ])
    expect([margin.required.toNumber(), margin.initial.toNumber()]).toEqual([18_000, 18_000])
    expect(margin.available.toNumber()).toBe(1_000_000)
    expect(margin.charges!.gt(0)).toBe(true)
    expect(margin.orders[0]!.charges!.plus(margin.orders[1]!.charges!).minus(margin.charges!).abs().lt('0.001')).toBe(
      true,
    )
    expect([fake.count('place'), fake.venue.listOrders()]).toEqual([0, []])
  })

  it('is that of an order at the market, or with a stop, as well', async () => {
    const { broker, during } = await started()
    const order = { instrument: infy, side: 'buy', quantity: '10' } as const
    const margin = await during(
      broker.fetchMargin([
        { ...order, type: 'market' },
        { ...order, type: 'stop', stopPrice: new Decimal('1510.5') },
      ]),
    )
    expect(margin.orders[0]!.required.toNumber()).toBe(15_000)
    expect(margin.orders[1]!.required.gt(0)).toBe(true)
  })

  it('is less where orders offset each other, or close what is held', async () => {
    const { broker, during, fake, pass } = await started()
    const both = [future, { ...future, side: 'sell' }] as const
    const netted = await during(broker.fetchMargin(both, { considersPositions: false }))
    expect([netted.required.toNumber(), netted.initial.toNumber()]).toEqual([0, 390_000])
    fake.placeOutside({ instrument: nifty, side: 'buy', quantity: 65, product: 'carryforward' })
    fake.print(nifty, 20_000, 100)
    await pass(1_000)
    const exit = { ...future, side: 'sell' } as const
    expect((await during(broker.fetchMargin([exit]))).required.toNumber()).toBe(0)
    expect((await during(broker.fetchMargin([exit], { considersPositions: false }))).required.toNumber()).toBe(195_000)
    expect((await during(broker.fetchMargin([exit]))).available.toNumber()).toBe(805_000)
  })

  it('is refused for what is no order, before anybody is asked', async () => {
    const { broker, failing, fake } = await started()
    expect(await failing(broker.fetchMargin([]))).toMatchObject({ code: 'invalid-options' })
    for (const wrong of [{ quantity: 0 }, { quantity: 'ten' }, { limitPrice: Number.NaN }])
      expect(await failing(broker.fetchMargin([{ ...limitOrder, ...wrong }]))).toMatchObject({ code: 'invalid-order' })
    expect(fake.count('order-margins')).toBe(0)
  })

  it.each<[FakeKiteFault, string]>([
    [{ kind: 'null' }, 'invalid-data'],
    [{ kind: 'page' }, 'invalid-data'],
    [{ kind: 'error-before', status: 503, as: 'html' }, 'unreachable'],
    [{ kind: 'reset' }, 'unreachable'],
    [{ kind: 'too-many' }, 'rate-limited'],
  ])('fails with a typed error where Kite answers with %o', async (fault, code) => {
    const { broker, failing, fake } = await started()
    fake.faults.add(fault, { at: 'order-margins' })
    expect(await failing(broker.fetchMargin([limitOrder]))).toMatchObject({ code })
  })
})

describe('an order whose margin is checked', () => {
  const tooLarge = { ...limitOrder, quantity: 1_000 }

  it('is refused before it is sent where it needs more than there is, with both figures', async () => {
    const { trader, during, fake } = await started({ checksMargin: true })
    const placed = await during(trader.place(tooLarge))
    expect(placed).toMatchObject({
      outcome: 'rejected',
      order: { lifecycle: 'rejected' },
      evidence: { vendorCode: 'margin' },
    })
    expect(JSON.stringify(placed)).toMatch(/1500000.*1000000/)
    expect(fake.count('place')).toBe(0)
    expect(await during(trader.place(limitOrder))).toMatchObject({ outcome: 'accepted' })
  })

  it('is sent to Kite unless that is asked for', async () => {
    const { trader, during, fake } = await started()
    await during(trader.place(tooLarge))
    expect([fake.count('place'), fake.count('order-margins')]).toEqual([1, 0])
  })

  it('may always close what is held', async () => {
    const { trader, during, fake, pass } = await started({ checksMargin: true })
    await during(trader.place({ ...limitOrder, quantity: 660 }))
    fake.print(infy, 1_500, 660)
    await pass(1_000)
    // What is left would not do for another one.
    expect(await during(trader.place({ ...limitOrder, quantity: 660 }))).toMatchObject({ outcome: 'rejected' })
    expect(await during(trader.place({ ...limitOrder, side: 'sell', quantity: 660 }))).toMatchObject({
      outcome: 'accepted',
    })
  })

  it.each<FakeKiteFault>([
    { kind: 'null' },
    { kind: 'page' },
    { kind: 'reset' },
    { kind: 'stall' },
    { kind: 'answer-never' },
    { kind: 'answer-lost' },
    { kind: 'half-body' },
    { kind: 'too-many' },
    { kind: 'slow-body', ms: 60_000 },
    { kind: 'error-before', status: 500, as: 'json' },
  ])(
    'is sent within two seconds and a bit where that cannot be done because of %o, and the log says so',
    async (fault) => {
      const { trader, during, fake, clock, logged } = await started({ checksMargin: true })
      fake.faults.add(fault, { at: 'order-margins' })
      const began = clock.now()
      expect(await during(trader.place(limitOrder))).toMatchObject({ outcome: 'accepted' })
      expect(clock.now() - began).toBeLessThan(3_000)
      expect(logged.filter((line) => line.includes('could not be checked'))).toHaveLength(1)
    },
  )
})

describe("Kite's answer about margins", () => {
  const total = { total: 100 }
  const basket = {
    initial: { total: 188_854.77 },
    final: { total: '35453.209999999985' },
    orders: [total, { total: 28_358.07, charges: { total: 7 } }],
  }

  it('is read with and without charges, and with numbers as text', () => {
    const read = (more: object): string => JSON.stringify(readBasket({ ...basket, ...more }, [infy, nifty]))
    expect(JSON.parse(read({}))).toEqual({
      required: '35453.21',
      initial: '188854.77',
      orders: [
        { instrument: infy, required: '100' },
        { instrument: nifty, required: '28358.07', charges: '7' },
      ],
    })
    expect(JSON.parse(read({ charges: { total: 12.5 } }))).toMatchObject({ charges: '12.5' })
    expect(
      JSON.parse(
        read({
          orders: [
            { ...total, charges: { total: 5 } },
            { total: 1, charges: { total: '7.25' } },
          ],
        }),
      ),
    ).toMatchObject({ charges: '12.25' })
  })

  it.each([
    null,
    [],
    {},
    { ...basket, final: {} },
    { ...basket, initial: null },
    { ...basket, orders: [total] },
    { ...basket, orders: null },
  ])('is refused as invalid-data where it is %o', (answer) => {
    expect(() => readBasket(answer, [infy, nifty])).toThrow(expect.objectContaining({ code: 'invalid-data' }))
  })

  it('tells what is available of equity, and for commodities the larger of both, as some have one account for them', () => {
    const funds = { equity: { net: 99_725.05 }, commodity: { net: '100661.7' } }
    expect([readAvailable(funds, false).toFixed(), readAvailable(funds, true).toFixed()]).toEqual([
      '99725.05',
      '100661.7',
    ])
    expect(readAvailable({ ...funds, commodity: { enabled: false, net: 0 } }, true).toFixed()).toBe('99725.05')
    expect(() => readAvailable({ equity: {} }, false)).toThrow(expect.objectContaining({ code: 'invalid-data' }))
  })
})
