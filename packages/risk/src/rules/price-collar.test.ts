import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { priceCollar } from './price-collar.ts'

describe('priceCollar', () => {
  const rule = priceCollar(5)
  const view = viewOf({ last: 200, held: 10 })

  it('passes a limit exactly the percentage away, on either side, and denies one beyond', () => {
    for (const limitPrice of [190, 210])
      for (const side of ['buy', 'sell'] as const)
        expect(rule.check(placing({ side, quantity: 1, limitPrice }), view)).toBeUndefined()
    expect(rule.check(placing({ quantity: 1, limitPrice: '210.05' }), view)).toEqual({
      rule: 'price-collar',
      reason: 'The limit price 210.05 of NSE:INFY is 10.05 away from 200, more than 10.',
      limit: 10,
      actual: expect.closeTo(10.05),
    })
    expect(rule.check(placing({ side: 'sell', quantity: 1, limitPrice: '189.95' }), view)).toBeDefined()
  })

  it('is never narrower than its floor', () => {
    const option = priceCollar(40, { floor: 20 })
    expect(option.check(placing({ quantity: 1, limitPrice: 23 }), viewOf({ last: 3 }))).toBeUndefined()
    expect(option.check(placing({ quantity: 1, limitPrice: '23.05' }), viewOf({ last: 3 }))?.limit).toBe(20)
    expect(option.check(placing({ quantity: 1, limitPrice: 140 }), viewOf({ last: 100 }))).toBeUndefined()
    expect(option.check(placing({ quantity: 1, limitPrice: 141 }), viewOf({ last: 100 }))?.limit).toBe(40)
  })

  it('holds the limit of a stop-limit order against its stop price, and judges no stop price by itself', () => {
    expect(rule.check(placing({ quantity: 1, stopPrice: 300, limitPrice: 315 }), view)).toBeUndefined()
    expect(rule.check(placing({ quantity: 1, stopPrice: 300, limitPrice: 316 }), view)?.reason).toContain(
      'away from 300',
    )
    expect(rule.check(placing({ side: 'sell', quantity: 1, stopPrice: 100 }), view)).toBeUndefined()
  })

  it('holds a market order by the price that it would meet', () => {
    const wide = viewOf({ last: 200, quote: { bid: 189, ask: 210 } })
    expect(rule.check(placing({ quantity: 1 }), wide)).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 1 }), wide)?.reason).toContain('The best price 189')
    expect(rule.check(placing({ quantity: 1 }), view)).toBeUndefined()
  })

  it('judges the prices that a modification would leave, unless they stay as they are', () => {
    const order = openOrder({ quantity: 10, limitPrice: 250 })
    expect(rule.check(modifying(order, { quantity: 10, limitPrice: 210 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 10, limitPrice: 211 }), view)).toBeDefined()
    expect(rule.check(modifying(order, { quantity: 5, limitPrice: 250 }), view)).toBeUndefined()
  })

  it.each([undefined, 0, Number.NaN])('with a last price of %s passes only what can reduce', (last) => {
    const unknown = viewOf({ held: 10, ...(last !== undefined && { last }) })
    expect(rule.check(placing({ quantity: 1, limitPrice: 200 }), unknown)).toEqual({
      rule: 'price-collar',
      reason: 'NSE:INFY has no last price, so only orders that reduce a position pass.',
    })
    expect(rule.check(placing({ side: 'sell', quantity: 10, limitPrice: 1 }), unknown)).toBeUndefined()
  })

  it('cannot be made of 0 percent, or of a floor below 0', () => {
    expect(() => priceCollar(0)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(() => priceCollar(1, { floor: -1 })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
