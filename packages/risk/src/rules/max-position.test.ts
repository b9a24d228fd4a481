import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { always } from '../testing/always.ts'
import { maxPosition } from './max-position.ts'

describe('maxPosition', () => {
  const rule = maxPosition(100)

  it('passes a buy up to exactly the limit and denies one more', () => {
    const view = viewOf({ held: 60 })
    expect(rule.check(placing({ quantity: 40 }), view)).toBeUndefined()
    expect(rule.check(placing({ quantity: 41 }), view)).toEqual({
      rule: 'max-position',
      reason: 'The position in NSE:INFY could reach 101 long, past the limit of 100.',
      limit: 100,
      actual: 101,
    })
  })

  it('passes a sell down to exactly the limit and denies one more', () => {
    const view = viewOf({ held: -60 })
    expect(rule.check(placing({ side: 'sell', quantity: 40 }), view)).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 41 }), view)).toEqual({
      rule: 'max-position',
      reason: 'The position in NSE:INFY could reach 101 short, past the limit of 100.',
      limit: 100,
      actual: 101,
    })
  })

  it('counts open orders of the same side, less what they have filled, and none of the other', () => {
    const open = [openOrder({ quantity: 50 }, 20), openOrder({ side: 'sell', quantity: 500 })]
    const view = viewOf({ held: 20, open })
    expect(rule.check(placing({ quantity: 50 }), view)).toBeUndefined()
    expect(rule.check(placing({ quantity: 51 }), view)?.actual).toBe(101)
  })

  it('lets a position beyond the limit be reduced, and turned over no further than the limit', () => {
    expect(rule.check(placing({ side: 'sell', quantity: 100 }), viewOf({ held: 300 }))).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 400 }), viewOf({ held: 300 }))).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 401 }), viewOf({ held: 300 }))?.actual).toBe(101)
    expect(rule.check(placing({ quantity: 100 }), viewOf({ held: -300 }))).toBeUndefined()
    expect(rule.check(placing({ quantity: 401 }), viewOf({ held: -300 }))?.actual).toBe(101)
  })

  it('replaces the leaves of a modified order by its new ones', () => {
    const order = openOrder({ quantity: 50, limitPrice: 1500 }, 20)
    const view = viewOf({ held: 20, open: [order, openOrder({ quantity: 10 })] })
    // Held 20, other orders 10: leaves of 70 are the most, 90 with the 20 that are filled.
    expect(rule.check(modifying(order, { quantity: 90, limitPrice: 1500 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 91, limitPrice: 1500 }), view)?.actual).toBe(101)
  })

  it('passes a modification that adds no quantity, even beyond the limit', () => {
    const order = openOrder({ quantity: 50, limitPrice: 1500 })
    const view = viewOf({ held: 300, open: [order] })
    expect(rule.check(modifying(order, { quantity: 50, limitPrice: 1510 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 49, limitPrice: 1500 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 51, limitPrice: 1500 }), view)?.actual).toBe(351)
  })

  it('only lets positions be reduced where the limit is 0', () => {
    const none = maxPosition(0)
    expect(none.check(placing({ side: 'sell', quantity: 10 }), viewOf({ held: 10 }))).toBeUndefined()
    expect(none.check(placing({ side: 'sell', quantity: 11 }), viewOf({ held: 10 }))?.actual).toBe(1)
    expect(none.check(placing({ quantity: 1 }), viewOf())?.actual).toBe(1)
  })

  it('holds only for the instruments it was given', () => {
    const futures = maxPosition(65, { instruments: ['NFO:NIFTY26DECFUT'] })
    expect(futures.check(placing({ quantity: 1000 }), viewOf())).toBeUndefined()
    expect(futures.check(placing({ instrument: 'NFO:NIFTY26DECFUT', quantity: 65 }), viewOf())).toBeUndefined()
    expect(futures.check(placing({ instrument: 'NFO:NIFTY26DECFUT', quantity: 130 }), viewOf())?.actual).toBe(130)
  })

  it('never lets the position leave the limit, whatever passes and whatever fills', () => {
    const step = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 150 }),
      fills: fc.boolean(),
    })
    always(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let held = 0
        const open: ReturnType<typeof openOrder>[] = []
        for (const { side, quantity, fills } of steps) {
          if (rule.check(placing({ side, quantity }), viewOf({ held, open })) !== undefined) continue
          if (fills) held += side === 'buy' ? quantity : -quantity
          else open.push(openOrder({ side, quantity }))
          const sum = (of: string) =>
            open.reduce((total, { terms }) => total + (terms.side === of ? terms.quantity.toNumber() : 0), 0)
          expect(held + sum('buy')).toBeLessThanOrEqual(100)
          expect(held - sum('sell')).toBeGreaterThanOrEqual(-100)
        }
      }),
    )
  })

  it.each(['NaN', 'Infinity', '-1', 'much', -0.01])('cannot be made with a limit of %s', (limit) => {
    expect(() => maxPosition(limit)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: { option: 'limit', value: String(limit), expected: 'a finite number of 0 or more' },
      }),
    )
  })

  it('cannot be made for a list of no instruments', () => {
    expect(() => maxPosition(1, { instruments: [] })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'instruments' }) }),
    )
  })
})
