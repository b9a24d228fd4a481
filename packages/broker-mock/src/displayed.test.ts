import { createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { openAccounts, openSession, type Session } from './testing/session.ts'

const rich = { cash: 1e9, shortSelling: true }
const buy = { side: 'buy', type: 'limit', limitPrice: 100 } as const
const sell = { side: 'sell', type: 'limit', limitPrice: 100 } as const

describe('an order that comes to a displayed book', () => {
  // Asks 30 at 101, 50 at 102, 100 at 105. A market order for 100 takes 30 at 101, 50 at 102 and 20 at 105.
  it('takes level after level, each at its price', async () => {
    const { place, depth, traded, row } = await openSession(rich)
    depth(
      [[99, 10]],
      [
        [101, 30],
        [102, 50],
        [105, 100],
      ],
    )
    const order = place({ side: 'buy', type: 'market', quantity: 100 })
    expect(traded()).toEqual(['M1 30 at 101', 'M1 50 at 102', 'M1 20 at 105'])
    expect((await row(order)).averagePrice?.toFixed()).toBe('102.3')
  })

  it('takes no level beyond its limit, and rests with what is left', async () => {
    const { place, depth, traded, row } = await openSession(rich)
    depth(
      [[99, 10]],
      [
        [101, 30],
        [102, 50],
        [105, 100],
      ],
    )
    const order = place({ side: 'buy', type: 'limit', limitPrice: 103, quantity: 100 })
    expect(traded()).toEqual(['M1 30 at 101', 'M1 50 at 102'])
    expect(await row(order)).toMatchObject({ lifecycle: 'working' })
  })

  it('sells to the best bid first', async () => {
    const { place, depth, traded } = await openSession(rich)
    depth(
      [
        [99, 10],
        [98, 5],
      ],
      [[101, 30]],
    )
    place({ side: 'sell', type: 'market', quantity: 12 })
    expect(traded()).toEqual(['M1 10 at 99', 'M1 2 at 98'])
  })

  it('finds what an earlier order left, also when the same is shown again', async () => {
    const { place, quote, traded } = await openSession(rich)
    quote(99, 10, 101, 30)
    place({ side: 'buy', type: 'market', quantity: 20 })
    quote(99, 10, 101, 30)
    place({ side: 'buy', type: 'market', quantity: 20 })
    expect(traded()).toEqual(['M1 20 at 101', 'M2 10 at 101'])
    // 12 more are shown than before, and these nobody has taken yet.
    quote(99, 10, 101, 42)
    expect(traded()).toEqual(['M1 20 at 101', 'M2 10 at 101', 'M2 10 at 101'])
  })

  it('finds less by what others traded since, until it is shown anew', async () => {
    const { place, print, quote, traded } = await openSession(rich)
    quote(99, 10, 101, 30)
    print(101, 25)
    place({ side: 'buy', type: 'market', quantity: 20 })
    expect(traded()).toEqual(['M1 5 at 101'])
    quote(99, 10, 101, 30)
    expect(traded()).toEqual(['M1 5 at 101', 'M1 15 at 101'])
  })

  it('has as much as it asks for where no size is told, and nothing where no price is', async () => {
    const { place, broker, clock, traded } = await openSession(rich)
    broker.venue.quote({ instrument: 'X:A', time: clock.now(), last: 100, ask: 101 })
    place({ side: 'buy', type: 'market', quantity: 1e6 })
    place({ side: 'sell', type: 'market', quantity: 1 })
    expect(traded()).toEqual(['M1 1000000 at 101'])
  })

  it('trades whole lots of each level only', async () => {
    const future = createInstrument({ id: 'X:A', kind: 'future', currency: 'USD', lotSize: 65 })
    const { place, depth, traded } = await openSession({ ...rich, instruments: [future] })
    depth(
      [],
      [
        [101, 64],
        [102, 140],
      ],
    )
    place({ side: 'buy', type: 'market', quantity: 195 })
    expect(traded()).toEqual(['M1 130 at 102'])
  })

  it('waits for prints where nothing was ever shown, and for the next bar where one has begun', async () => {
    const { place, print, play, quote, traded } = await openSession(rich)
    place({ side: 'buy', type: 'market' })
    expect(traded()).toEqual([])
    print(100, 5)
    quote(99, 10, 101, 10)
    play([100, 100, 100, 100])
    place({ side: 'buy', type: 'market' })
    expect(traded()).toEqual(['M1 1 at 100'])
    play([103, 103, 103, 103])
    expect(traded()).toEqual(['M1 1 at 100', 'M2 1 at 103'])
  })

  it('comes anew with another price', async () => {
    const { place, quote, modify, traded } = await openSession(rich)
    quote(99, 10, 101, 10)
    const order = place({ ...buy, quantity: 3 })
    modify(order, { limitPrice: 102 })
    expect(traded()).toEqual(['M1 3 at 101'])
  })
})

describe('time in force at a displayed book', () => {
  it('ends at once where its time in force becomes ioc', async () => {
    const { place, quote, modify, row } = await openSession(rich)
    quote(99, 10, 101, 30)
    const order = place(buy)
    modify(order, { timeInForce: 'ioc' })
    expect(await row(order)).toMatchObject({ lifecycle: 'canceled' })
  })

  it('ioc: what is not there at once is canceled', async () => {
    const { place, quote, traded, row } = await openSession(rich)
    quote(99, 10, 101, 30)
    const order = place({ side: 'buy', type: 'limit', limitPrice: 101, quantity: 40, timeInForce: 'ioc' })
    expect(traded()).toEqual(['M1 30 at 101'])
    expect(await row(order)).toMatchObject({ lifecycle: 'canceled', reason: 'Nothing more to fill it at once.' })
  })

  it('fok: all of it over several levels, or nothing', async () => {
    const { place, depth, traded, row } = await openSession(rich)
    depth(
      [],
      [
        [101, 30],
        [102, 10],
      ],
    )
    const more = place({ side: 'buy', type: 'market', quantity: 41, timeInForce: 'fok' })
    expect(await row(more)).toMatchObject({ lifecycle: 'canceled' })
    place({ side: 'buy', type: 'market', quantity: 40, timeInForce: 'fok' })
    expect(traded()).toEqual(['M2 30 at 101', 'M2 10 at 102'])
  })

  it('fok: nothing where one of those that it would meet cannot pay', async () => {
    const { sessions } = await openAccounts({}, rich, { cash: 100 })
    const [taker, maker] = sessions as [Session, Session]
    taker.quote(90, 1, 110, 1)
    maker.place({ ...buy, quantity: 1 })
    maker.place({ ...buy, quantity: 1 })
    const order = taker.place({ side: 'sell', type: 'limit', limitPrice: 100, quantity: 2, timeInForce: 'fok' })
    expect(await taker.row(order)).toMatchObject({ lifecycle: 'canceled' })
    expect(taker.traded()).toEqual([])
    expect(maker.traded()).toEqual([])
  })

  it('fok: nothing where it cannot be paid whole', async () => {
    const { place, depth, traded, row } = await openSession({ cash: 4_000 })
    depth(
      [],
      [
        [101, 30],
        [102, 10],
      ],
    )
    const order = place({ side: 'buy', type: 'market', quantity: 40, timeInForce: 'fok' })
    expect(await row(order)).toMatchObject({ lifecycle: 'rejected', reason: 'Needs 4080 USD and has 4000.' })
    expect(traded()).toEqual([])
  })
})

describe('a limit order that rests', () => {
  it('stands behind what is displayed at its price, and prints there bring it forward', async () => {
    const { place, quote, print, traded } = await openSession(rich)
    quote(100, 50, 101, 50)
    place({ ...buy, quantity: 10 })
    print(100, 30)
    print(100, 15)
    expect(traded()).toEqual([])
    // 5 are left before it: of 12 it gets 7.
    print(100, 12)
    expect(traded()).toEqual(['M1 7 at 100'])
  })

  it('moves forward once fewer are displayed than were before it', async () => {
    const { place, quote, print, traded } = await openSession(rich)
    quote(100, 50, 101, 50)
    place({ ...buy, quantity: 10 })
    quote(100, 80, 101, 50)
    quote(100, 20, 101, 50)
    print(100, 20)
    expect(traded()).toEqual([])
    print(100, 4)
    expect(traded()).toEqual(['M1 4 at 100'])
  })

  it('is as likely behind those who leave as before them, where that is asked for', async () => {
    for (const [leavers, expected] of [
      ['behind', []],
      ['proportional', ['M1 5 at 100']],
    ] as const) {
      const { place, quote, print, traded } = await openSession({ ...rich, leavers })
      quote(100, 50, 101, 50)
      place({ ...buy, quantity: 10 })
      quote(100, 100, 101, 50)
      // Half of 100 go: 50 are left, and of those before it 25.
      quote(100, 50, 101, 50)
      print(100, 30)
      expect(traded()).toEqual(expected)
    }
  })

  it('has nobody before it where it is better than what is displayed', async () => {
    const { place, quote, print, traded } = await openSession(rich)
    quote(99, 50, 101, 50)
    place({ ...buy, quantity: 10 })
    print(100, 4)
    expect(traded()).toEqual(['M1 4 at 100'])
  })

  it('beyond all that is displayed waits until its price is, and then stands behind all that is there', async () => {
    const { place, quote, print, traded } = await openSession(rich)
    quote(102, 50, 103, 50)
    place({ ...buy, quantity: 10 })
    print(100, 99)
    expect(traded()).toEqual([])
    quote(100, 20, 101, 50)
    print(100, 23)
    expect(traded()).toEqual(['M1 3 at 100'])
  })

  it('trades at its own price in a print beyond it', async () => {
    const { place, quote, print, traded } = await openSession(rich)
    quote(100, 50, 101, 50)
    place({ ...buy, quantity: 10 })
    print(99, 6)
    expect(traded()).toEqual(['M1 6 at 100'])
  })

  it('trades at its own price with what others come to offer there, up to their size', async () => {
    const { place, depth, traded } = await openSession(rich)
    depth([[100, 50]], [[101, 50]])
    place({ ...buy, quantity: 10 })
    place({ ...buy, quantity: 10 })
    depth(
      [[98, 50]],
      [
        [99, 8],
        [100, 7],
      ],
    )
    expect(traded()).toEqual(['M1 8 at 100', 'M1 2 at 100', 'M2 5 at 100'])
  })

  it('goes to the end of the queue where it is made larger', async () => {
    const { place, quote, print, modify, traded } = await openSession(rich)
    quote(100, 10, 101, 50)
    const first = place({ ...buy, quantity: 10 })
    quote(100, 20, 101, 50)
    modify(first, { quantity: 12 })
    print(100, 15)
    expect(traded()).toEqual([])
    print(100, 10)
    expect(traded()).toEqual(['M1 5 at 100'])
  })

  it('lets a print pass those between two of its kind', async () => {
    const { place, quote, print, traded } = await openSession(rich)
    quote(100, 10, 101, 50)
    place({ ...buy, quantity: 5 })
    quote(100, 18, 101, 50)
    place({ ...buy, quantity: 5 })
    // 10 of others, 5 of the first, 8 of others, then 2 of the second.
    print(100, 25)
    expect(traded()).toEqual(['M1 5 at 100', 'M2 2 at 100'])
  })
})

describe('a stop', () => {
  it('is triggered by the last price of a quote, and takes what is shown with it', async () => {
    const { place, quote, traded } = await openSession(rich)
    quote(99, 10, 101, 10, 100)
    place({ side: 'buy', type: 'stop', stopPrice: 105, quantity: 15 })
    quote(106, 10, 107, 10, 104)
    expect(traded()).toEqual([])
    quote(106, 10, 107, 10, 105)
    quote(107, 10, 108, 10, 105)
    expect(traded()).toEqual(['M1 10 at 107', 'M1 5 at 108'])
  })

  it('with a limit rests there once it is triggered', async () => {
    const { place, quote, traded } = await openSession(rich)
    quote(99, 10, 101, 10, 100)
    place({ side: 'buy', type: 'stop-limit', stopPrice: 105, limitPrice: 106, quantity: 5 })
    quote(106, 10, 107, 10, 105)
    expect(traded()).toEqual([])
    quote(103, 10, 106, 3, 106)
    expect(traded()).toEqual(['M1 3 at 106'])
  })

  it('is not triggered by depth, which tells of no trade', async () => {
    const { place, depth, traded } = await openSession(rich)
    place({ side: 'buy', type: 'stop', stopPrice: 105, quantity: 5 })
    depth([[109, 1]], [[110, 100]])
    expect(traded()).toEqual([])
  })
})

describe('two orders of one account', () => {
  it('do not trade with each other: the rest of the later one is canceled', async () => {
    const { place, depth, traded, row } = await openSession(rich)
    depth(
      [
        [99, 10],
        [97, 10],
      ],
      [[103, 10]],
    )
    place({ ...buy, limitPrice: 98, quantity: 5 })
    const order = place({ ...sell, limitPrice: 97, quantity: 30 })
    expect(traded()).toEqual(['M2 10 at 99'])
    const reason = 'Would trade with M1 of the same account.'
    expect(await row(order)).toMatchObject({ lifecycle: 'canceled', reason })
  })

  it('do, where that is asked for', async () => {
    const { place, depth, traded, broker } = await openSession({ ...rich, selfTrade: true })
    depth(
      [
        [99, 10],
        [97, 10],
      ],
      [[103, 10]],
    )
    place({ ...buy, limitPrice: 98, quantity: 5 })
    place({ ...sell, limitPrice: 97, quantity: 20 })
    expect(traded()).toEqual(['M2 10 at 99', 'M1 5 at 98', 'M2 5 at 98', 'M2 5 at 97'])
    expect(broker.venue.listPositions().map(({ quantity }) => quantity.toFixed())).toEqual(['-15'])
  })
})

describe('accounts on one venue', () => {
  it('trade with each other at the price of the one that was there, better prices of others first', async () => {
    const { venue, clock, sessions } = await openAccounts({}, rich, rich)
    const [alice, bob] = [sessions[0]!, sessions[1]!]
    venue.quote({ instrument: 'X:A', time: clock.now(), last: 100, bid: 99, bidSize: 5, ask: 102, askSize: 7 })
    alice.place({ ...sell, limitPrice: 101, quantity: 4 })
    alice.place({ ...sell, limitPrice: 102, quantity: 4 })
    bob.place({ side: 'buy', type: 'market', quantity: 14 })
    expect(alice.traded()).toEqual(['M1 4 at 101', 'M2 3 at 102'])
    expect(bob.traded()).toEqual(['M3 4 at 101', 'M3 7 at 102', 'M3 3 at 102'])
    expect(alice.broker.cash.toFixed()).toBe('1000000710')
    expect(bob.broker.cash.toFixed()).toBe(String(1e9 - 404 - 714 - 306))
  })

  it('hear of their own orders alone', async () => {
    const { sessions } = await openAccounts({}, rich, { ...rich, reports: 'both' })
    const [alice, bob] = [sessions[0]!, sessions[1]!]
    alice.place(buy)
    bob.place({ ...sell, limitPrice: 110 })
    bob.print(100, 5)
    expect(alice.broker.venue.listOrders()).toHaveLength(1)
    expect((await bob.broker.fetchSnapshot()).orders.map(({ brokerOrderId }) => brokerOrderId)).toEqual(['M2'])
    expect(alice.reports).toMatchObject([{ type: 'fill', fill: { brokerOrderId: 'M1' } }])
    expect(bob.reports).toMatchObject([{ type: 'order', order: { brokerOrderId: 'M2' } }])
  })

  it('meet again after one that cannot pay is out of the way', async () => {
    const { venue, clock, sessions } = await openAccounts({}, { cash: 100 }, rich, rich)
    const [poor, other, seller] = [sessions[0]!, sessions[1]!, sessions[2]!]
    venue.depth({ instrument: 'X:A', time: clock.now(), bids: [], asks: [] })
    const order = poor.place({ ...buy, limitPrice: 101, quantity: 2 })
    other.place({ ...buy, quantity: 2 })
    seller.place({ side: 'sell', type: 'market', quantity: 2 })
    expect(await poor.row(order)).toMatchObject({ lifecycle: 'rejected', reason: 'Needs 202 USD and has 100.' })
    expect(seller.traded()).toEqual(['M3 2 at 100'])
  })
})

describe('what a listener does while a book is matched', () => {
  it('waits for the end of it where it is an order', async () => {
    const { place, depth, traded, whenFilled } = await openSession(rich)
    depth(
      [],
      [
        [101, 30],
        [102, 50],
      ],
    )
    whenFilled(() => place({ side: 'buy', type: 'market', quantity: 5 }))
    place({ side: 'buy', type: 'market', quantity: 40 })
    expect(traded()).toEqual(['M1 30 at 101', 'M1 10 at 102', 'M2 5 at 102'])
  })

  it('counts at once where it is a cancellation', async () => {
    const { place, depth, traded, whenFilled, broker } = await openSession(rich)
    const order = place({ side: 'buy', type: 'market', quantity: 40 })
    whenFilled(() => broker.cancel(order))
    depth(
      [],
      [
        [101, 30],
        [102, 50],
      ],
    )
    expect(traded()).toEqual(['M1 30 at 101'])
  })
})

describe('what is shown', () => {
  it.each([
    ['price', { last: Number.NaN }],
    ['price', { last: 1, bid: Number.POSITIVE_INFINITY }],
    ['price', { last: 1, ask: Number.NaN }],
    ['size', { last: 1, bidSize: -1 }],
    ['size', { last: 1, askSize: Number.NaN }],
  ])('must have a %s that is one: %o', async (field, figures) => {
    const { broker } = await openSession()
    expect(() => broker.venue.quote({ instrument: 'X:A', time: 0, ...figures })).toThrow(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ source: 'mock', field }) }),
    )
  })

  it('must have the best level first', async () => {
    const { depth } = await openSession()
    expect(() =>
      depth(
        [
          [99, 1],
          [100, 1],
        ],
        [],
      ),
    ).toThrow(/expected one worse than the level before it/)
    expect(() => depth([], [[99, -1]])).toThrow(/quantity of a depth of X:A is -1/)
  })
})

describe('a venue of several accounts', () => {
  it('has accounts of one currency, so that what one pays the other gets', async () => {
    const accounts = openAccounts({}, { currency: 'INR' }, { currency: 'USD' })
    await expect(accounts).rejects.toMatchObject({
      code: 'invalid-options',
      message: 'currency is USD; expected INR, that of the other accounts of the venue.',
    })
  })

  it('says what its market is like: no account does', async () => {
    await expect(openAccounts({}, { slippage: () => 1 } as object)).rejects.toMatchObject({
      code: 'invalid-options',
      message: 'slippage is given; expected nothing beside venue; give it to createVenue.',
    })
  })
})
