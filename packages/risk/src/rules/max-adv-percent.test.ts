import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxAdvPercent } from './max-adv-percent.ts'

describe('maxAdvPercent', () => {
  const rule = maxAdvPercent(2, { adv: ({ id }) => (id === 'NSE:INFY' ? 5_000 : undefined) })

  it('passes exactly the percentage and denies one more, what reduces as well', () => {
    expect(rule.check(placing({ quantity: 100 }), viewOf())).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 101 }), viewOf({ held: 500 }))).toEqual({
      rule: 'max-adv-percent',
      reason: 'The order is for 2.02 % of the average daily volume of NSE:INFY, above the limit of 2 %.',
      limit: 2,
      actual: 2.02,
    })
  })

  it('measures the whole order that a modification would leave, where that adds quantity', () => {
    const order = openOrder({ quantity: 200 })
    expect(rule.check(modifying(openOrder({ quantity: 50 }), { quantity: 100 }), viewOf())).toBeUndefined()
    expect(rule.check(modifying(openOrder({ quantity: 50 }), { quantity: 101 }), viewOf())).toBeDefined()
    expect(rule.check(modifying(order, { quantity: 150 }), viewOf())).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 200, limitPrice: 5 }), viewOf())).toBeUndefined()
  })

  it.each([undefined, 0, Number.NaN, Infinity])('with a volume of %s passes only what can reduce', (volume) => {
    const unknown = maxAdvPercent(2, { adv: () => volume })
    expect(unknown.check(placing({ quantity: 1 }), viewOf())).toEqual({
      rule: 'max-adv-percent',
      reason: 'No average volume is known for NSE:INFY, so only orders that reduce a position pass.',
      limit: 2,
    })
    expect(unknown.check(placing({ side: 'sell', quantity: 5 }), viewOf({ held: 5 }))).toBeUndefined()
  })

  it('cannot be made of 0 percent, or without volumes', () => {
    const code = expect.objectContaining({ code: 'invalid-options' })
    expect(() => maxAdvPercent(0, { adv: () => 1 })).toThrow(code)
    expect(() => maxAdvPercent(1, { adv: 5 as never })).toThrow(code)
  })
})
