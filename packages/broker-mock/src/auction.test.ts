import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equilibriumOf, type Offers } from './auction.ts'

const levels = (...rows: readonly (readonly [number, number])[]): Offers =>
  rows.map(([price, quantity]) => ({ price, quantity }))
const market = { buy: Number.POSITIVE_INFINITY, sell: Number.NEGATIVE_INFINITY }

describe('the price of an auction', () => {
  // Bought and sold at 100: 30 and 40; at 101: 30 and 60; at 99: 80 and 20. Most trades at 100 and 101, 30 each, and at 100
  // fewer are left over, 10 against 30.
  it('is where most can trade, and of several where least is left over', () => {
    const bids = levels([101, 30], [99, 50])
    const asks = levels([99, 20], [100, 20], [101, 20])
    expect(equilibriumOf(bids, asks, 101)).toEqual({ price: 100, quantity: 30 })
  })

  it('is next to the last price where that is all that tells, and else the lower one', () => {
    const [bids, asks] = [levels([103, 10]), levels([99, 10])]
    expect(equilibriumOf(bids, asks, 104)).toEqual({ price: 103, quantity: 10 })
    expect(equilibriumOf(bids, asks, 101)).toEqual({ price: 99, quantity: 10 })
    expect(equilibriumOf(bids, asks, undefined)).toEqual({ price: 99, quantity: 10 })
  })

  it('lets market orders meet any limit, and each other at the last price', () => {
    expect(equilibriumOf(levels([market.buy, 5]), levels([104, 3]), 100)).toEqual({ price: 104, quantity: 3 })
    const all = [levels([market.buy, 5]), levels([market.sell, 3])] as const
    expect(equilibriumOf(...all, 100)).toEqual({ price: 100, quantity: 3 })
    expect(equilibriumOf(...all, undefined)).toBeUndefined()
  })

  it('is none where nobody meets', () => {
    expect(equilibriumOf(levels([99, 10]), levels([100, 10]), 100)).toBeUndefined()
    expect(equilibriumOf([], [], 100)).toBeUndefined()
  })

  it('lets trade no less than any other price would, whatever is offered', () => {
    const side = fc.array(
      fc.record({ price: fc.integer({ min: 95, max: 105 }), quantity: fc.integer({ min: 1, max: 9 }) }),
    )
    fc.assert(
      fc.property(side, side, (bids, asks) => {
        const total = (offers: Offers): number => offers.reduce((sum, { quantity }) => sum + quantity, 0)
        const most = Math.max(
          ...Array.from({ length: 11 }, (_, i) => 95 + i).map((price) =>
            Math.min(total(bids.filter((bid) => bid.price >= price)), total(asks.filter((ask) => ask.price <= price))),
          ),
        )
        expect(equilibriumOf(bids, asks, 100)?.quantity ?? 0).toBe(most)
      }),
    )
  })
})
