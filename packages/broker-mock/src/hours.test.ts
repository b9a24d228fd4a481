import { nse } from '@shagun/core'
import { approveGroup } from '@shagun/core/testing'
import { describe, expect, it } from 'vitest'
import { mockSupports, type OpenMock, openMock } from './mock.ts'
import { day, minute, monday, openSession, type Session } from './testing/session.ts'

// On NSE the pre-open is from 09:00 to 09:08, and the session from 09:15 to 15:30, five and a half hours before UTC.
const at = (hour: number, minutes: number): number => monday + (hour * 60 + minutes - 330) * minute
const rich = { cash: 1e9, shortSelling: true, calendar: nse() }
const buy = { side: 'buy', type: 'limit', limitPrice: 100, quantity: 10 } as const
const market = { side: 'buy', type: 'market', quantity: 10 } as const

async function openAt(hour: number, minutes: number, options: object = {}): Promise<Session> {
  const session = await openSession({ ...rich, ...options })
  session.clock.advanceTo(at(hour, minutes))
  return session
}

describe('while the venue is closed', () => {
  it('an order is rejected, alone or with another one, and so is a change', async () => {
    const { ask, clock, place, modify, broker } = await openAt(15, 29)
    const order = place({ ...buy, timeInForce: 'gtc' })
    clock.advanceTo(at(15, 31))
    const reply = { outcome: 'rejected', evidence: { reason: 'The venue is closed.' } }
    expect(ask(market)).toEqual(reply)
    expect(modify(order, { quantity: 5 })).toEqual(reply)
    expect(broker.cancel(order)).toEqual({ outcome: 'requested' })
  })

  it('an order waits for it to open, where that is asked for', async () => {
    const { place, quote, clock, traded } = await openAt(8, 0, { whenClosed: 'queue' })
    place(market)
    quote(99, 50, 101, 50)
    expect(traded()).toEqual([])
    clock.advanceTo(at(9, 15))
    quote(100, 50, 102, 50)
    expect(traded()).toEqual(['M1 10 at 102'])
  })

  it('those that wait for it to open were there before those that come then', async () => {
    const { place, print, clock, traded } = await openAt(8, 0, { whenClosed: 'queue' })
    place(buy)
    clock.advanceTo(at(9, 15))
    place(buy)
    print(100, 10)
    expect(traded()).toEqual(['M1 10 at 100'])
  })

  it('an order for the day that waits is for the next day, whenever this one is said to end', async () => {
    const { place, print, clock, traded, broker } = await openAt(20, 0, { whenClosed: 'queue' })
    place({ ...buy, timeInForce: 'day' })
    clock.advanceTo(at(23, 0))
    broker.venue.endDay()
    clock.advanceTo(at(9, 15) + day)
    print(100, 10)
    expect(traded()).toEqual(['M1 10 at 100'])
  })

  it('an order that waits can be canceled', async () => {
    const { place, quote, clock, traded, broker } = await openAt(8, 0, { whenClosed: 'queue' })
    broker.cancel(place(market))
    clock.advanceTo(at(9, 15))
    quote(100, 50, 102, 50)
    expect(traded()).toEqual([])
  })

  it('an order that comes too late is rejected when it arrives', async () => {
    const { place, clock, row } = await openAt(15, 29, { latency: { orders: () => 2 * minute } })
    const order = place(market)
    clock.advanceTo(at(15, 31))
    expect(await row(order)).toMatchObject({ lifecycle: 'rejected', reason: 'The venue is closed.' })
  })

  it('a pair that comes too late is told of once for each of its orders', async () => {
    const { broker, clock, reports } = await openAt(15, 29, { latency: { orders: () => 2 * minute } })
    const legs = [
      { instrument: 'X:A', ...buy },
      { instrument: 'X:A', ...buy, limitPrice: 90 },
    ] as const
    broker.placeGroup!(approveGroup(broker, { kind: 'oco', legs }))
    clock.advanceTo(at(15, 31))
    const told = reports.flatMap((report) => (report.type === 'order' ? [report.order.lifecycle] : []))
    expect(told).toEqual(['rejected', 'canceled'])
  })
})

describe('an order for the day', () => {
  it('ends with its session, and is read as expired then', async () => {
    const { place, clock, row, reports, quote } = await openAt(9, 15)
    const order = place({ ...buy, timeInForce: 'day' })
    clock.advanceTo(at(15, 30))
    expect(await row(order)).toMatchObject({ lifecycle: 'working' })
    clock.advanceTo(at(15, 30) + 1)
    expect(await row(order)).toMatchObject({ lifecycle: 'expired' })
    quote(90, 50, 91, 50)
    expect(reports).toMatchObject([{ type: 'order', order: { lifecycle: 'expired' } }])
  })

  it('may fill in the bar that ends with the session', async () => {
    const { place, play, traded } = await openAt(15, 29)
    place({ ...buy, timeInForce: 'day' })
    const other = { ...buy, limitPrice: 90, timeInForce: 'day' } as const
    place(other)
    play([101, 101, 100, 101])
    expect(traded()).toEqual(['M1 10 at 100'])
  })

  it('has ended before the first bar of the next session', async () => {
    const { place, play, clock, traded } = await openAt(9, 15)
    place({ ...buy, timeInForce: 'day' })
    clock.advanceTo(at(9, 15) + day)
    play([99, 99, 99, 99])
    expect(traded()).toEqual([])
  })

  it('lasts for the next session where it waits for it', async () => {
    const { place, play, clock, traded } = await openAt(20, 0, { whenClosed: 'queue' })
    place({ ...buy, timeInForce: 'day' })
    clock.advanceTo(at(9, 15) + day)
    play([101, 101, 100, 101])
    expect(traded()).toEqual(['M1 10 at 100'])
  })
})

describe('an order to a date', () => {
  const supports = { ...mockSupports, timeInForce: ['gtd'] } as unknown as typeof mockSupports

  it('ends then', async () => {
    const options = { supports, goodTill: (placedAt: number) => placedAt + 30 * day, calendar: undefined }
    const { place, clock, row } = await openSession({ cash: 1e9, supports, goodTill: options.goodTill })
    const order = place(buy)
    clock.advanceTo(monday + 30 * day)
    expect(await row(order)).toMatchObject({ lifecycle: 'working' })
    clock.advanceTo(monday + 30 * day + 1)
    expect(await row(order)).toMatchObject({ lifecycle: 'expired' })
  })

  it('fills in no bar within which it ends', async () => {
    const { place, play, clock, row, traded } = await openSession({
      supports,
      goodTill: (placedAt) => placedAt + 90_000,
    })
    const order = place(buy)
    clock.advanceTo(monday + minute)
    play([101, 101, 99, 100])
    expect(traded()).toEqual([])
    expect(await row(order)).toMatchObject({ lifecycle: 'expired' })
    place(buy)
    clock.advanceTo(monday + 2 * minute + 30_000)
    play([101, 101, 99, 100])
    expect(traded()).toEqual(['M2 10 at 100'])
  })

  it('ends then in a later life of its account, too', async () => {
    const { broker, place, clock } = await openSession({ supports, goodTill: (placedAt) => placedAt + day })
    place(buy)
    const { books } = broker as unknown as OpenMock
    const later = openMock({ supports, goodTill: (placedAt) => placedAt + day }, broker.environment)
    const kept = {
      orders: [...books.orders.values()],
      fills: [],
      cash: broker.cash,
      held: [],
      pairs: [],
      hiddenFills: 0,
    }
    later.books.restore({ ...kept, before: { orders: 0, fills: 0 }, isHidden: () => false })
    clock.advanceTo(monday + day + 1)
    expect(later.venue.listOrders()).toMatchObject([{ lifecycle: 'expired' }])
  })

  it('keeps its date when it gets another price', async () => {
    const { place, clock, row, modify } = await openSession({ supports, goodTill: (placedAt) => placedAt + 30 * day })
    const order = place(buy)
    clock.advanceTo(monday + 20 * day)
    modify(order, { limitPrice: 90 })
    clock.advanceTo(monday + 30 * day + 1)
    expect(await row(order)).toMatchObject({ lifecycle: 'expired' })
  })
})

describe('what was displayed', () => {
  it('in an earlier session is not there any more in the next one', async () => {
    const { place, quote, clock, traded } = await openAt(15, 29)
    quote(99, 50, 101, 50)
    clock.advanceTo(at(9, 15) + day)
    place(market)
    expect(traded()).toEqual([])
    quote(120, 50, 121, 50)
    expect(traded()).toEqual(['M1 10 at 121'])
  })

  it('in the pre-open is for the auction, and not for who comes after it', async () => {
    const { place, depth, clock, traded } = await openAt(9, 1)
    place(market)
    depth([[100, 10]], [[101, 50]])
    clock.advanceTo(at(9, 15))
    place(market)
    expect(traded()).toEqual([])
    depth([[103, 10]], [[104, 50]])
    expect(traded()).toEqual(['M1 10 at 101', 'M2 10 at 104'])
  })
})

describe('the opening auction', () => {
  // Others bid 40 at 101 and 60 at 100, and offer 50 at 99 and 50 at 102. With ours, 30 at the market and a limit of
  // 20 at 100: at 99 are 150 bought and 50 sold, and so at 100; at 101, 70 and 50; at 102, 30 and 100. Most, 50, trades
  // from 99 to 101, and at 101 least is left. The market orders get their 30, and the other 20 go to others.
  it('gives one price to all that were collected', async () => {
    const { place, depth, clock, traded, row } = await openAt(9, 1)
    place(market)
    place({ ...market, quantity: 20 })
    const low = place({ ...buy, quantity: 20 })
    depth(
      [
        [101, 40],
        [100, 60],
      ],
      [
        [99, 50],
        [102, 50],
      ],
    )
    expect(traded()).toEqual([])
    clock.advanceTo(at(9, 15))
    expect(traded()).toEqual([])
    depth([[100, 60]], [[102, 50]])
    expect(traded()).toEqual(['M1 10 at 101', 'M2 20 at 101'])
    expect(await row(low)).toMatchObject({ lifecycle: 'working' })
  })

  it('fills of those at its price what others leave, the oldest first', async () => {
    const { place, depth, clock, traded } = await openAt(9, 1)
    place({ ...buy, quantity: 8 })
    place({ ...buy, quantity: 8 })
    depth([[100, 40]], [[100, 50]])
    clock.advanceTo(at(9, 15))
    depth([], [])
    expect(traded()).toEqual(['M1 8 at 100', 'M2 2 at 100'])
  })

  it('has the price of the first print, or of the open of the first bar, where one comes first', async () => {
    for (const by of ['print', 'bar'] as const) {
      const { place, depth, print, play, clock, traded } = await openAt(9, 1)
      place({ ...market, quantity: 30 })
      depth([[101, 40]], [[99, 50]])
      clock.advanceTo(at(9, 15))
      if (by === 'print') print(100, 20)
      else play([100, 105, 95, 103])
      expect(traded()).toEqual([by === 'print' ? 'M1 20 at 100' : 'M1 30 at 100'])
    }
  })
})
