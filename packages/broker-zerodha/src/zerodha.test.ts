import { createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import type { FakeKiteFault } from './fake/faults/fault.ts'
import { infy, limitOrder, type Stage, started } from './stage.fixture.ts'

const orderOf = ({ trader }: Stage) => [...trader.view.orders.values()].at(-1)!
/** The books of both sides say the same. */
function expectEqualBooks({ trader, fake, heard, during }: Stage) {
  void during
  const [theirs] = fake.venue.listPositions()
  expect(trader.view.getQuantity(infy).toFixed()).toBe((theirs?.quantity ?? 0).toFixed(0))
  expect(trader.view.cash.get('INR')?.toFixed()).toBe(fake.venue.getCash()['INR']?.toFixed())
  expect(heard).not.toContain('order.quarantined')
}

/** The socket is down, and is not admitted again until the returned function is called. */
function cutSocket({ fake }: Stage): () => void {
  const admit = fake.ticker.fail({ kind: 'refused', httpStatus: 502 })
  fake.ticker.closeConnections(1006)
  return admit
}

describe('an order', () => {
  it('is placed under its own tag, fills at the exchange, and is booked once at its price', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    const placed = await during(trader.place(limitOrder))
    expect(placed.outcome).toBe('accepted')
    expect(fake.venue.listOrders()).toMatchObject([{ clientOrderId: placed.order.terms.clientOrderId }])
    fake.print(infy, '1499.95', 4)
    await pass(1_000)
    expect(orderOf(stage).filledQuantity.toNumber()).toBe(4)
    fake.print(infy, '1499', 100)
    await pass(1_000)
    expect(orderOf(stage)).toMatchObject({ lifecycle: 'filled', certainty: 'confirmed' })
    expect(trader.view.getQuantity(infy).toNumber()).toBe(10)
    expectEqualBooks(stage)
  })

  it('at the market is protected, and what does not fill within stays in the market as a limit', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    fake.setBook(infy, { bids: [], asks: [{ price: '1520.50', quantity: 4 }] } as never)
    const placed = await during(trader.place({ instrument: infy, side: 'buy', quantity: 10, type: 'market' }))
    expect(placed.outcome).toBe('accepted')
    await pass(1_000)
    expect(orderOf(stage)).toMatchObject({ lifecycle: 'working', terms: { type: 'market' } })
    expect(orderOf(stage).filledQuantity.toNumber()).toBe(4)
    await during(trader.cancel(placed.order.terms.clientOrderId))
    await pass(1_000)
    expect(orderOf(stage).lifecycle).toBe('canceled')
    expectEqualBooks(stage)
  })

  it('is changed and canceled, and the order book tells whether it was', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    const { order } = await during(trader.place(limitOrder))
    const id = order.terms.clientOrderId
    expect(await during(trader.modify(id, { quantity: 20, limitPrice: '1501.05' }))).toEqual({ outcome: 'requested' })
    await pass(1_000)
    expect(orderOf(stage)).toMatchObject({ pending: 'none' })
    expect(orderOf(stage).terms).toMatchObject({ type: 'limit' })
    expect(fake.venue.listOrders()[0]!.quantity.toNumber()).toBe(20)
    expect(orderOf(stage).terms.quantity.toNumber()).toBe(20)
    expect(await during(trader.cancel(id))).toEqual({ outcome: 'requested' })
    await pass(1_000)
    expect(orderOf(stage)).toMatchObject({ lifecycle: 'canceled', pending: 'none' })
  })

  it.each<[string, FakeKiteFault]>([
    ['503 before', { kind: 'error-before', status: 503, as: 'json' }],
    ['504 before, as a page', { kind: 'error-before', status: 504, as: 'html' }],
    ['502 after', { kind: 'error-after', status: 502, as: 'html' }],
    ['500 after', { kind: 'error-after', status: 500, as: 'json' }],
    ['no answer', { kind: 'answer-never' }],
    ['a lost answer', { kind: 'answer-lost' }],
    ['half an answer', { kind: 'half-body' }],
    ['a page with 200', { kind: 'page' }],
    ['null with 200', { kind: 'null' }],
    ['a reset', { kind: 'reset' }],
    ['a stall', { kind: 'stall' }],
  ])('that is met with %s is unconfirmed, sent once, and found out about by its tag', async (_, fault) => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    fake.faults.add(fault, { at: 'place', times: 1 })
    const placed = await during(trader.place(limitOrder))
    expect(placed.outcome).toBe('unconfirmed')
    await pass(90_000)
    const arrived = fake.venue.listOrders().length
    expect(fake.count('place')).toBe(1)
    expect(orderOf(stage).certainty).toBe('confirmed')
    expect(orderOf(stage).lifecycle).toBe(arrived === 1 ? 'working' : 'rejected')
    expectEqualBooks(stage)
  })

  it('that Kite refuses is rejected in its own words, and so is one that it says came too fast', async () => {
    const stage = await started()
    const { trader, fake, during } = stage
    const tooMuch = await during(trader.place({ ...limitOrder, quantity: 1_000_000 }))
    expect(tooMuch).toMatchObject({ outcome: expect.stringMatching(/rejected|accepted/) })
    fake.faults.add({ kind: 'too-many' }, { at: 'place', times: 1 })
    const tooFast = await during(trader.place(limitOrder))
    expect(tooFast).toMatchObject({ outcome: 'rejected', evidence: { httpStatus: 429 } })
  })

  it('is told of by postbacks as well, as far as Kite has signed them', async () => {
    const stage = await started()
    const { trader, fake, broker, during, pass } = stage
    const bodies: string[] = []
    fake.sendPostbacks((body: string) => void bodies.push(body))
    await during(trader.place(limitOrder))
    fake.ticker.fail({ kind: 'silent' })
    fake.print(infy, '1499', 100)
    await pass(1_000)
    const { apiSecret } = fake.users[0]!
    expect(bodies.length).toBeGreaterThan(0)
    expect(broker.receivePostback(bodies.at(-1)!, 'another secret')).toBe(false)
    expect(broker.receivePostback('nothing', apiSecret)).toBe(false)
    for (const body of [...bodies, ...bodies]) expect(broker.receivePostback(body, apiSecret)).toBe(true)
    await pass(1_000)
    expect(orderOf(stage).lifecycle).toBe('filled')
    expectEqualBooks(stage)
  })

  it.each([
    ['children', true],
    ['children', false],
    ['list', true],
    ['list', false],
  ] as const)(
    'that Kite slices, answered as %s with tags on all slices %s, is one order of several',
    async (slices, taggedSlices) => {
      const listed = createInstrument({ id: infy, currency: 'INR', tickSize: '0.05', freezeQuantity: 100 })
      const stage = await started({ instruments: [listed], behavior: { slices, taggedSlices } }, { autoslice: true })
      const { trader, fake, during, pass } = stage
      const placed = await during(trader.place({ ...limitOrder, quantity: 250 }))
      expect(placed.outcome).toBe('accepted')
      await pass(1_000)
      expect(orderOf(stage).brokerOrderIds).toHaveLength(3)
      fake.print(infy, '1499', 1_000)
      await pass(2_000)
      expect(orderOf(stage)).toMatchObject({ lifecycle: 'filled' })
      expect(orderOf(stage).filledQuantity.toNumber()).toBe(250)
      expectEqualBooks(stage)
    },
  )

  it('of which Kite refuses a slice is found out about in the order book', async () => {
    const listed = createInstrument({ id: infy, currency: 'INR', tickSize: '0.05', freezeQuantity: 100 })
    const stage = await started({ instruments: [listed] }, { autoslice: true })
    const { trader, fake, during, pass } = stage
    fake.faults.add({ kind: 'slices-refused', from: 3 }, { at: 'place', times: 1 })
    expect((await during(trader.place({ ...limitOrder, quantity: 250 }))).outcome).toBe('unconfirmed')
    await pass(60_000)
    expect(orderOf(stage)).toMatchObject({ lifecycle: 'working', certainty: 'confirmed' })
    expect(orderOf(stage).leavesQuantity.toNumber()).toBe(200)
  })

  it('is followed by the order book while the socket is down', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    await during(trader.place(limitOrder))
    cutSocket(stage)
    await pass(1_000)
    fake.print(infy, '1499', 100)
    await pass(5_000)
    expect(orderOf(stage).lifecycle).toBe('filled')
    expectEqualBooks(stage)
  })

  it('keeps others from being placed while neither socket nor order book can be reached, and is known after that', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    const told: string[] = []
    trader.on('connection.*', ({ type }) => void told.push(type))
    await during(trader.place(limitOrder))
    const admit = cutSocket(stage)
    await pass(5_000)
    expect(told).toEqual([])
    const reach = fake.faults.add({ kind: 'reset' })
    fake.print(infy, '1499', 100)
    await pass(10_000)
    expect(told).toEqual(['connection.lost'])
    expect(await during(trader.place(limitOrder))).toMatchObject({ outcome: 'denied' })
    reach()
    await pass(60_000)
    expect(told).toEqual(['connection.lost', 'connection.restored'])
    admit()
    await pass(60_000)
    expect(told).toEqual(['connection.lost', 'connection.restored'])
    expect(orderOf(stage)).toMatchObject({ lifecycle: 'denied' })
    expect([...trader.view.orders.values()][0]).toMatchObject({ lifecycle: 'filled' })
    expectEqualBooks(stage)
  })
})

describe('a Kite that fails again and again', () => {
  const down: FakeKiteFault = { kind: 'error-before', status: 503, as: 'json' }

  it('is asked to cancel all the same, as soon as somebody wants it', async () => {
    const { trader, fake, during } = await started()
    const { order } = await during(trader.place(limitOrder))
    const mend = fake.faults.add(down, { at: ['place', 'cancel'] })
    for (let i = 0; i < 10; i++) await during(trader.place(limitOrder))
    const cancel = () => during(trader.cancel(order.terms.clientOrderId))
    for (let i = 0; i < 10; i++) expect(await cancel()).toMatchObject({ outcome: 'unconfirmed' })
    mend()
    await cancel()
    expect(fake.venue.listOrders()).toMatchObject([{ lifecycle: 'canceled' }])
  })

  it('gets orders again soon after it is back, however long it was away', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    const mend = fake.faults.add(down)
    await during(trader.place(limitOrder))
    await pass(600_000)
    mend()
    await pass(90_000)
    expect(await during(trader.place(limitOrder))).toMatchObject({ outcome: 'accepted' })
    expectEqualBooks(stage)
  })
})

describe('the order book', () => {
  it('follows orders of an earlier start, too, while the socket is down', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    await during(trader.place(limitOrder))
    await during(trader.stop())
    cutSocket(stage)
    await during(trader.start())
    await pass(5_000)
    fake.print(infy, '1499', 100)
    await pass(5_000)
    expect(orderOf(stage).lifecycle).toBe('filled')
    expectEqualBooks(stage)
  })

  it('is not read all night for an order that it shows no more', async () => {
    const stage = await started()
    const { trader, fake, during, pass } = stage
    await during(trader.place(limitOrder))
    cutSocket(stage)
    await pass(5_000)
    fake.endDay()
    await pass(60_000)
    const before = fake.count('orders')
    await pass(120_000)
    // Only with all other books, once a minute.
    expect(fake.count('orders') - before).toBeLessThan(10)
  })
})

describe('trades', () => {
  it('of an order that Kite no longer shows are looked for in the whole book, once', async () => {
    const { trader, fake, during, pass } = await started()
    await during(trader.place(limitOrder))
    fake.print(infy, '1499', 100)
    // Before its trades are asked for, the day is over.
    fake.endDay()
    const before = fake.count('trades')
    await pass(50_000)
    expect([fake.count('order-trades'), fake.count('trades') - before]).toEqual([1, 1])
  })
})

describe('a session', () => {
  it('that is over is not asked for, neither for the book nor for trades, while the socket is down', async () => {
    let asked = 0
    let token = ''
    const accessToken = (): string => {
      asked++
      return token
    }
    const stage = await started({}, { accessToken }, (fake) => {
      token = fake.session().accessToken
    })
    const { trader, fake, during, pass } = stage
    await during(trader.place(limitOrder))
    fake.logout()
    fake.print(infy, '1499.95', 4)
    fake.ticker.closeConnections(1006)
    await pass(5_000)
    const [askedBefore, sentBefore] = [asked, fake.count()]
    await pass(60_000)
    expect(asked - askedBefore).toBeLessThan(8)
    expect(fake.count()).toBe(sentBefore)
    token = fake.session().accessToken
    await pass(60_000)
    expectEqualBooks(stage)
    expect(orderOf(stage).filledQuantity.toNumber()).toBe(4)
  })

  it('that ends at 06:00 denies orders until there is a new token, without a restart', async () => {
    const stage = await started()
    const { trader, fake, broker, heard, clock, during, pass } = stage
    const expiresAt = broker.account.expiresAt!
    expect(new Date(expiresAt).toISOString()).toBe('2026-01-06T00:30:00.000Z')
    clock.advanceTo(expiresAt - 1)
    await pass(1_000)
    expect(heard.filter((type) => type === 'session.expired')).toHaveLength(1)
    expect(broker.account.sessionState).toBe('expired')
    const before = fake.count()
    expect(await during(trader.place(limitOrder))).toMatchObject({ outcome: 'denied' })
    await pass(120_000)
    expect(fake.count()).toBe(before)
    broker.account.setAccessToken(fake.session().accessToken)
    await pass(10_000)
    expect(await during(trader.place(limitOrder))).toMatchObject({ outcome: 'accepted' })
    expect(heard.filter((type) => type === 'session.expired')).toHaveLength(1)
  })

  it('that Kite ends within the day is noticed with the first request, and told once', async () => {
    const stage = await started()
    const { trader, fake, broker, heard, during, pass } = stage
    fake.logout()
    expect(await during(trader.place(limitOrder))).toMatchObject({ outcome: 'rejected' })
    await pass(60_000)
    expect(heard.filter((type) => type === 'session.expired')).toHaveLength(1)
    broker.account.setAccessToken(fake.session().accessToken)
    await pass(10_000)
    expect(await during(trader.place(limitOrder))).toMatchObject({ outcome: 'accepted' })
  })

  it('shows none of its secrets in anything that is logged', async () => {
    const stage = await started()
    const { trader, fake, logged, during, pass } = stage
    for (const kind of ['answer-lost', 'page', 'reset'] as const) fake.faults.add({ kind }, { probability: 0.3 })
    for (let i = 0; i < 10; i++) await during(trader.place(limitOrder))
    await pass(60_000)
    fake.logout()
    await pass(60_000)
    expect(logged.length).toBeGreaterThan(0)
    for (const secret of fake.secrets) expect(logged.join()).not.toContain(secret)
  })
})
