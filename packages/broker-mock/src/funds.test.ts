import { createInstrument } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MarginModel } from './margins.ts'
import { mockSupports } from './mock.ts'
import { type Asked, minute, openSession } from './testing/session.ts'

const buy = { side: 'buy', type: 'limit', limitPrice: 100, timeInForce: 'gtc' } as const
const sell = { side: 'sell', type: 'limit', limitPrice: 100, timeInForce: 'gtc' } as const
const refusal = (reason: string) => ({ outcome: 'rejected', evidence: { reason } })

describe('money that waiting orders are blocked for', () => {
  it('is not there for another one', async () => {
    const { place, ask, broker } = await openSession({ cash: 1_000, blocksFunds: true })
    const first = place({ ...buy, quantity: 6 })
    expect(ask({ ...buy, quantity: 5 })).toEqual(refusal('Needs 1100 USD with all that waits and has 1000.'))
    place({ ...buy, quantity: 4 })
    broker.cancel(first)
    place({ ...buy, quantity: 6 })
  })

  it('is there for all of them where nobody asks for it', async () => {
    const { place } = await openSession({ cash: 1_000 })
    place({ ...buy, quantity: 6 })
    place({ ...buy, quantity: 6 })
  })

  it('is that of an order which is under way, and of one that changes', async () => {
    const latency = { orders: () => minute }
    const { place, ask, modify } = await openSession({ cash: 1_000, blocksFunds: true, latency })
    const order = place({ ...buy, quantity: 6 })
    expect(ask({ ...buy, quantity: 5 })).toMatchObject({ outcome: 'rejected' })
    expect(modify(order, { quantity: 11 })).toMatchObject({ outcome: 'rejected' })
    expect(modify(order, { quantity: 10 })).toEqual({ outcome: 'requested' })
  })

  it('is not asked of a change that needs no more, whatever has become of the account', async () => {
    const { place, print, modify } = await openSession({ cash: 1_000, blocksFunds: true })
    const order = place({ ...buy, limitPrice: 50, quantity: 10 })
    place({ side: 'buy', type: 'market', quantity: 5 })
    print(150, 5)
    expect(modify(order, { limitPrice: 40 })).toEqual({ outcome: 'requested' })
    expect(modify(order, { limitPrice: 41 })).toMatchObject({ outcome: 'rejected' })
  })

  it('goes by the last price where an order has none of its own, and by its stop where it has one', async () => {
    const { print, ask } = await openSession({ cash: 1_000, blocksFunds: true })
    print(120, 1)
    expect(ask({ side: 'buy', type: 'market', quantity: 9 })).toMatchObject({ outcome: 'rejected' })
    const stop = { side: 'buy', type: 'stop', stopPrice: 150 } as const
    expect(ask({ ...stop, quantity: 7 })).toMatchObject({ outcome: 'rejected' })
    expect(ask({ ...stop, quantity: 6 })).toMatchObject({ outcome: 'accepted' })
  })

  it('is only what is left to fill of an order', async () => {
    const { place, ask, print } = await openSession({ cash: 1_000, blocksFunds: true })
    place({ ...buy, quantity: 10 })
    print(90, 5)
    // 1 000 - 450 and 500 that wait: 50 are left.
    expect(ask({ ...buy, limitPrice: 51 })).toMatchObject({ outcome: 'rejected' })
    expect(ask({ ...buy, limitPrice: 50 })).toMatchObject({ outcome: 'accepted' })
  })
})

describe('what is held', () => {
  it('can be offered once, but for orders of which one cancels the other', async () => {
    const supports = { ...mockSupports, groups: ['oco'] } as const
    const { place, print, ask } = await openSession({ cash: 1_000, blocksFunds: true, supports })
    place({ ...buy, quantity: 10 })
    print(100, 10)
    place({ ...sell, quantity: 6 })
    const reason = 'Together it sells 11 X:A with all that waits and holds 10; short selling is off.'
    expect(ask({ ...sell, quantity: 5 })).toEqual(refusal(reason))
    place({ ...sell, quantity: 4 })
  })
})

describe('margin that waiting orders are blocked for', () => {
  // 10 000 at 20 % carry 50 000.
  it('is not there for another one, whichever side needs more', async () => {
    const options = { cash: 10_000, margins: { intraday: 20 }, shortSelling: true, blocksFunds: true }
    const { place, ask } = await openSession(options)
    const intraday = { product: 'intraday', quantity: 300 } as const
    place({ ...buy, ...intraday })
    place({ ...sell, ...intraday })
    place({ ...buy, ...intraday, quantity: 200 })
    const reason = 'Needs a margin of 10020 USD and has 10000.'
    expect(ask({ ...buy, ...intraday, quantity: 1 })).toEqual(refusal(reason))
    expect(ask({ ...sell, ...intraday, quantity: 200 })).toMatchObject({ outcome: 'accepted' })
  })

  it('is not asked for what closes a position, whatever has become of the account', async () => {
    const options = { cash: 10_000, margins: { intraday: 20 }, shortSelling: true, blocksFunds: true }
    const { place, print, ask } = await openSession(options)
    place({ ...buy, product: 'intraday', quantity: 500 })
    print(100, 500)
    print(85, 1)
    expect(ask({ ...sell, limitPrice: 85, product: 'intraday', quantity: 500 })).toMatchObject({ outcome: 'accepted' })
    expect(ask({ ...buy, limitPrice: 85, product: 'intraday', quantity: 1 })).toMatchObject({ outcome: 'rejected' })
  })

  it('is what a model says of the position that would come of it', async () => {
    const instruments = [createInstrument({ id: 'X:A', kind: 'option', currency: 'USD', lotSize: 50 })]
    // Who writes an option may owe far more than its price: 4 for each.
    const margins: MarginModel = ({ quantity, price }) =>
      quantity.isNegative() ? quantity.times(-4) : price.times(quantity)
    const options = { cash: 1_000, margins, shortSelling: true, blocksFunds: true, instruments }
    const { place, ask, print, row } = await openSession(options)
    expect(ask({ ...sell, limitPrice: 2, quantity: 300 })).toEqual(refusal('Needs a margin of 1200 USD and has 1000.'))
    const order = place({ ...sell, limitPrice: 2, quantity: 250 })
    print(2, 250)
    expect(await row(order)).toMatchObject({ lifecycle: 'filled' })
  })
})

describe('whatever is ordered', () => {
  // Without fees, and at their own prices, all that was taken can be paid for.
  it('nothing that was taken is refused for want of money when it fills', async () => {
    const order: fc.Arbitrary<Asked> = fc.record({
      side: fc.constantFrom('buy', 'sell'),
      type: fc.constant('limit'),
      limitPrice: fc.integer({ min: 90, max: 110 }),
      quantity: fc.integer({ min: 1, max: 30 }),
      timeInForce: fc.constant('gtc'),
    })
    const step = fc.tuple(order, fc.integer({ min: 85, max: 115 }), fc.integer({ min: 1, max: 20 }))
    let refused = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { ask, print, broker } = await openSession({ cash: 5_000, blocksFunds: true })
        let taken = 0
        for (const [asked, price, size] of steps) {
          if (ask(asked).outcome === 'accepted') taken++
          else refused++
          print(price, size)
        }
        const rows = broker.venue.listOrders()
        expect(rows).toHaveLength(taken)
        for (const { lifecycle } of rows) expect(['working', 'filled']).toContain(lifecycle)
      }),
    )
    expect(refused).toBeGreaterThan(100)
  })
})
