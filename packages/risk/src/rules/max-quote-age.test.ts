import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxQuoteAge } from './max-quote-age.ts'

describe('maxQuoteAge', () => {
  const rule = maxQuoteAge(5_000)
  const aged = (age: number) => viewOf({ now: 10_000, last: 100, held: 5, quote: { time: 10_000 - age } })

  it('passes exactly the limit and a quote from ahead, and denies what is older', () => {
    for (const age of [5_000, 0, -50]) expect(rule.check(placing({ quantity: 1 }), aged(age))).toBeUndefined()
    expect(rule.check(placing({ quantity: 1 }), aged(5_001))).toEqual({
      rule: 'max-quote-age',
      reason:
        'The last quote of NSE:INFY is 5001 ms old and the limit 5000 ms, so only orders that reduce a position pass.',
      limit: 5_000,
      actual: 5_001,
    })
  })

  it('holds for a modification that could open, and not for what can only reduce', () => {
    const order = openOrder({ quantity: 10 })
    const view = { ...aged(6_000), worstCase: viewOf({ open: [order] }).worstCase }
    expect(rule.check(modifying(order, { quantity: 10, limitPrice: 1 }), view)).toBeDefined()
    expect(rule.check(modifying(order, { quantity: 9 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 11 }), aged(5_000))).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 5 }), aged(6_000))).toBeUndefined()
  })

  it('denies what opens where there is no quote, or its time is no number', () => {
    expect(rule.check(placing({ quantity: 1 }), viewOf())?.reason).toBe(
      'NSE:INFY has no quote, so only orders that reduce a position pass.',
    )
    expect(rule.check(placing({ quantity: 1 }), aged(Number.NaN))).toBeDefined()
  })

  it('cannot be made with a limit of 0', () => {
    expect(() => maxQuoteAge(0)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
