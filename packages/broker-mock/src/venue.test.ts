import { createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import { minute, monday, type Ohlc, openSession } from './testing/session.ts'

const quiet: Ohlc = [100, 101, 99, 100]
const limit = { side: 'buy', type: 'limit', limitPrice: 95 } as const

describe('place', () => {
  it('is rejected for an instrument that is not listed, where any are', async () => {
    const listed = await openSession({ instruments: [createInstrument({ id: 'X:A', currency: 'USD' })] })
    expect(listed.ask({ ...limit, instrument: 'X:B' })).toEqual({
      outcome: 'rejected',
      evidence: { reason: 'The mock does not list X:B.' },
    })
    expect(listed.ask(limit)).toMatchObject({ outcome: 'accepted' })
    const anything = await openSession()
    expect(anything.ask({ ...limit, instrument: 'X:B' })).toMatchObject({ outcome: 'accepted' })
  })
})

describe('cancel', () => {
  it('takes a working order off the book and reports it', async () => {
    const { place, broker, reports, play } = await openSession()
    const order = place(limit)
    const { brokerOrderId, clientOrderId } = order
    expect(broker.cancel(order)).toEqual({ outcome: 'requested' })
    expect(reports).toMatchObject([{ type: 'order', order: { brokerOrderId, clientOrderId, lifecycle: 'canceled' } }])
    play([90, 91, 89, 90])
    expect(reports).toHaveLength(1)
  })

  it('is rejected for an order that is filled, canceled or unknown', async () => {
    const { place, broker, play, reports } = await openSession()
    const filled = place({ side: 'buy', type: 'market' })
    const canceled = place(limit)
    play(quiet)
    broker.cancel(canceled)
    const before = reports.length
    for (const order of [filled, canceled, { ...filled, brokerOrderId: 'M99' as typeof filled.brokerOrderId }])
      expect(broker.cancel(order)).toEqual({
        outcome: 'rejected',
        evidence: { reason: `${order.brokerOrderId} is no working order.` },
      })
    expect(reports).toHaveLength(before)
  })
})

describe('modify', () => {
  it('gives a working order new prices, and reports them', async () => {
    const { place, modify, reports, play, fills } = await openSession()
    const order = place({ side: 'buy', type: 'stop-limit', stopPrice: 110, limitPrice: 111 })
    expect(modify(order, { stopPrice: 105, limitPrice: 106 })).toEqual({ outcome: 'requested' })
    const [report] = reports
    if (report?.type !== 'order') return expect.unreachable()
    expect(report.order.stopPrice?.toFixed()).toBe('105')
    expect(report.order.limitPrice?.toFixed()).toBe('106')
    play([100, 105, 99, 100])
    expect(fills()).toEqual(['105'])
  })

  it('gives it a new quantity and time in force', async () => {
    const { place, modify, row, play } = await openSession()
    const order = place({ ...limit, timeInForce: 'gtc', quantity: 5 })
    modify(order, { quantity: 3 })
    modify(order, { timeInForce: 'ioc' })
    expect((await row(order)).quantity.toFixed()).toBe('3')
    play(quiet)
    expect(await row(order)).toMatchObject({ lifecycle: 'canceled' })
  })

  it('leaves a triggered stop-limit triggered', async () => {
    const { place, modify, play, fills } = await openSession()
    const order = place({ side: 'buy', type: 'stop-limit', stopPrice: 105, limitPrice: 100 })
    play([104, 106, 104, 105])
    modify(order, { limitPrice: 101 })
    play([104, 104, 101, 103])
    expect(fills()).toEqual(['101'])
  })

  it('is rejected for an order that is not working', async () => {
    const { place, modify, play } = await openSession()
    const order = place({ side: 'buy', type: 'market' })
    play(quiet)
    expect(modify(order, { quantity: 3 })).toEqual({
      outcome: 'rejected',
      evidence: { reason: `${order.brokerOrderId} is no working order.` },
    })
  })
})

describe('money', () => {
  it('leaves with a purchase and its fees, and comes back with a sale', async () => {
    const { place, play, broker, reports } = await openSession({ cash: '1000.50', fees: percentFees('0.1') })
    place({ side: 'buy', type: 'market', quantity: 5 })
    play(quiet)
    expect(broker.cash.toFixed()).toBe('500')
    place({ side: 'sell', type: 'market', quantity: 5 })
    play([110, 110, 110, 110])
    expect(broker.cash.toFixed()).toBe('1049.45')
    expect(reports.map((report) => report.type === 'fill' && report.fill.fees?.toFixed())).toEqual(['0.5', '0.55'])
  })

  it('must cover a purchase with its fees, to the last digit', async () => {
    const enough = await openSession({ cash: '100.10', fees: percentFees('0.1') })
    enough.place({ side: 'buy', type: 'market' })
    enough.play(quiet)
    expect(enough.broker.cash.toFixed()).toBe('0')

    const short = await openSession({ cash: '100.0999', fees: percentFees('0.1') })
    const order = short.place({ side: 'buy', type: 'market' })
    short.play(quiet)
    expect(await short.row(order)).toMatchObject({
      lifecycle: 'rejected',
      reason: 'Needs 100.1 USD and has 100.0999.',
    })
    expect(short.broker.cash.toFixed()).toBe('100.0999')
  })

  it('is asked for when the order fills, not when it is placed', async () => {
    const { place, play, fills } = await openSession({ cash: 100 })
    place({ side: 'buy', type: 'limit', limitPrice: 100 })
    place({ side: 'buy', type: 'limit', limitPrice: 100 })
    play(quiet)
    expect(fills()).toEqual(['100'])
  })
})

describe('fees', () => {
  it('are charged on quantity x price x multiplier', async () => {
    const instruments = [createInstrument({ id: 'X:O', kind: 'option', currency: 'USD', multiplier: 100 })]
    const { place, play, broker } = await openSession({ cash: 10_000, instruments, fees: percentFees('0.5') })
    place({ instrument: 'X:O', side: 'buy', type: 'market', quantity: 3 })
    play([20, 21, 19, 20], { instrument: 'X:O' })
    expect(broker.cash.toFixed()).toBe('3970')
  })

  it('that are no amount stop the bar and book nothing', async () => {
    const { place, play, broker, row, reports } = await openSession({ fees: () => Number.NaN })
    const order = place({ side: 'buy', type: 'market' })
    expect(() => play(quiet)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(broker.cash.toFixed()).toBe('100000')
    expect(await row(order)).toMatchObject({ lifecycle: 'working' })
    expect(reports).toEqual([])
  })
})

describe('short selling', () => {
  it('is rejected where it is off, with what would be sold and what is held', async () => {
    const { place, play, row } = await openSession()
    place({ side: 'buy', type: 'market', quantity: 3 })
    play(quiet)
    const order = place({ side: 'sell', type: 'market', quantity: 4 })
    const whole = place({ side: 'sell', type: 'market', quantity: 3 })
    play(quiet)
    expect(await row(order)).toMatchObject({
      lifecycle: 'rejected',
      reason: 'Sells 4 X:A and holds 3; short selling is off.',
    })
    expect(await row(whole)).toMatchObject({ lifecycle: 'filled' })
  })

  it('looks at the product that is sold', async () => {
    const { place, play, row } = await openSession()
    place({ side: 'buy', type: 'market', product: 'delivery' })
    play(quiet)
    const order = place({ side: 'sell', type: 'market', product: 'intraday' })
    play(quiet)
    expect(await row(order)).toMatchObject({ reason: 'Sells 1 X:A and holds 0; short selling is off.' })
  })

  it('turns a position over where it is on', async () => {
    const { place, play, broker } = await openSession({ shortSelling: true })
    place({ side: 'buy', type: 'market', quantity: 3 })
    play(quiet)
    place({ side: 'sell', type: 'market', quantity: 5 })
    play(quiet)
    const { positions } = await broker.fetchSnapshot()
    expect(positions.map(({ quantity }) => quantity.toFixed())).toEqual(['-2'])
  })

  it('may always be covered, whatever that costs, but not turned into more than there is cash for', async () => {
    const { place, play, broker, row } = await openSession({ cash: 100, shortSelling: true })
    place({ side: 'sell', type: 'market', quantity: 2 })
    play(quiet)
    const turn = place({ side: 'buy', type: 'market', quantity: 3 })
    play([200, 200, 200, 200])
    expect(await row(turn)).toMatchObject({ lifecycle: 'rejected', reason: 'Needs 600 USD and has 300.' })
    place({ side: 'buy', type: 'market', quantity: 2 })
    play([200, 200, 200, 200])
    expect(broker.cash.toFixed()).toBe('-100')
  })
})

describe('a future', () => {
  it('needs cash for its fees alone, and settles its profit', async () => {
    const instruments = [createInstrument({ id: 'X:F', kind: 'future', currency: 'USD', multiplier: 50 })]
    const { place, play, broker } = await openSession({ cash: 100, instruments, shortSelling: true })
    const future = { instrument: 'X:F' } as const
    place({ ...future, side: 'sell', type: 'market', quantity: 3 })
    play([5000, 5001, 4999, 5000], future)
    expect(broker.cash.toFixed()).toBe('100')
    place({ ...future, side: 'buy', type: 'market', quantity: 4 })
    play([4998, 5001, 4990, 4998], future)
    expect(broker.cash.toFixed()).toBe('400')
    const { positions } = await broker.fetchSnapshot()
    expect(positions).toMatchObject([{ instrument: 'X:F', product: 'delivery' }])
    expect(positions[0]?.quantity.toFixed()).toBe('1')
    expect(positions[0]?.averagePrice.toFixed()).toBe('4998')
    expect(positions[0]?.realizedProfit.toFixed()).toBe('300')
  })
})

describe('the books', () => {
  it('show every order, every fill, positions and cash', async () => {
    const { place, play, broker, clock } = await openSession({ cash: 1000, currency: 'INR' })
    const bought = place({ side: 'buy', type: 'market', quantity: 2 })
    const waiting = place(limit)
    play([100, 101, 99, 100])
    expect(await broker.fetchSnapshot()).toMatchObject({
      asOf: clock.now(),
      orders: [
        { brokerOrderId: bought.brokerOrderId, lifecycle: 'filled', time: monday },
        { brokerOrderId: waiting.brokerOrderId, lifecycle: 'working', time: monday },
      ],
      fills: [{ fillId: 'F1', brokerOrderId: bought.brokerOrderId, time: monday }],
      positions: [{ instrument: 'X:A', product: 'delivery' }],
      holdings: [],
    })
    const { cash, orders } = await broker.fetchSnapshot()
    expect(cash['INR']?.toFixed()).toBe('800')
    expect(orders[0]?.averagePrice?.toFixed()).toBe('100')
    expect(orders.map(({ filledQuantity }) => filledQuantity.toFixed())).toEqual(['2', '0'])
  })

  it('do not change after they were read', async () => {
    const { place, play, broker } = await openSession()
    place({ side: 'buy', type: 'market' })
    const before = await broker.fetchSnapshot()
    play(quiet)
    expect(before.fills).toEqual([])
    expect(before.orders).toMatchObject([{ lifecycle: 'working' }])
  })

  it('find an order by the id that we gave it', async () => {
    const { place, broker } = await openSession()
    place(limit)
    const { clientOrderId, brokerOrderId } = place(limit)
    expect(await broker.findOrders(clientOrderId)).toMatchObject([{ clientOrderId, brokerOrderId }])
  })

  it('say when an order last changed', async () => {
    const { place, broker, clock, row } = await openSession()
    const order = place(limit)
    clock.advanceTo(monday + minute)
    broker.cancel(order)
    expect((await row(order)).time).toBe(monday + minute)
  })
})

describe('a connection', () => {
  it('is told nothing after it has ended, and its end leaves a later one alone', async () => {
    const { broker, place } = await openSession()
    const heard: string[] = []
    const first = await broker.connect(() => heard.push('first'))
    const second = await broker.connect(() => heard.push('second'))
    await first()
    broker.cancel(place(limit))
    await second()
    broker.cancel(place(limit))
    expect(heard).toEqual(['second'])
  })
})
