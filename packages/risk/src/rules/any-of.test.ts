import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, termsOf, viewOf } from '../testing/account.ts'
import { anyOf } from './any-of.ts'
import { maxOrderRate } from './max-order-rate.ts'
import { maxOrderQuantity } from './order-quantity.ts'

const never = { name: 'never', check: () => ({ rule: 'never', reason: 'No.', limit: 1 }) }

describe('anyOf', () => {
  it('passes what one of its rules passes, and denies with the reasons of all', () => {
    const rule = anyOf('small', [never, maxOrderQuantity(5)])
    expect(rule.check(placing({ quantity: 5 }), viewOf())).toBeUndefined()
    expect(rule.check(placing({ quantity: 6 }), viewOf())).toEqual({
      rule: 'small',
      reason: 'No. And: The order is for 6 of NSE:INFY, above the limit of 5.',
      limit: 1,
    })
    const order = openOrder({ quantity: 2 })
    expect(rule.check(modifying(order, { quantity: 5 }), viewOf())).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 6 }), viewOf())).toBeDefined()
  })

  it('lets its rules see, and has the whole journal replayed for them', () => {
    const rule = anyOf('either', [never, maxOrderRate(1)])
    rule.observe!({ type: 'order.submitted', time: 0, terms: termsOf({ quantity: 1 }), broker: 'x' })
    expect(rule.check(placing({ quantity: 1 }), viewOf())).toBeDefined()
    rule.reset!()
    expect(rule.check(placing({ quantity: 1 }), viewOf())).toBeUndefined()
    expect(rule.save).toBeUndefined()
    expect(anyOf('either', [never, { ...never }]).observe).toBeUndefined()
  })

  it('cannot be made of one rule', () => {
    expect(() => anyOf('x', [never])).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
