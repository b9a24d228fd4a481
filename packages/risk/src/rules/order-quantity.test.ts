import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxOrderQuantity, minOrderQuantity } from './order-quantity.ts'

describe('maxOrderQuantity', () => {
  const rule = maxOrderQuantity('100')

  it('passes exactly the limit and denies one more, what reduces as well', () => {
    expect(rule.check(placing({ quantity: 100 }), viewOf())).toBeUndefined()
    expect(rule.check(placing({ quantity: '100.5' }), viewOf())).toEqual({
      rule: 'max-order-quantity',
      reason: 'The order is for 100.5 of NSE:INFY, above the limit of 100.',
      limit: 100,
      actual: 100.5,
    })
    expect(rule.check(placing({ side: 'sell', quantity: 101 }), viewOf({ held: 500 }))).toBeDefined()
  })

  it('measures the whole order that a modification would leave, where that adds quantity', () => {
    const order = openOrder({ quantity: 50 }, 40)
    expect(rule.check(modifying(order, { quantity: 100 }), viewOf())).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 101 }), viewOf())?.actual).toBe(101)
    const large = openOrder({ quantity: 500 })
    expect(rule.check(modifying(large, { quantity: 400 }), viewOf())).toBeUndefined()
    expect(rule.check(modifying(large, { quantity: 500, limitPrice: 5 }), viewOf())).toBeUndefined()
  })

  it('takes limits by instrument and date, such as quantity freezes, and none where there is none', () => {
    const freeze = maxOrderQuantity(({ kind }, now) => (kind === 'future' ? (now < 1_000 ? 1800 : '1755') : undefined))
    const future = { instrument: 'NFO:NIFTY26DECFUT' as const }
    expect(freeze.check(placing({ ...future, quantity: 1800 }), viewOf({ now: 999 }))).toBeUndefined()
    expect(freeze.check(placing({ ...future, quantity: 1800 }), viewOf({ now: 1_000 }))?.limit).toBe(1755)
    expect(freeze.check(placing({ quantity: 1_000_000 }), viewOf())).toBeUndefined()
  })

  it.each([0, -1, 'NaN', 'x'])('cannot be made with a limit of %s, nor be told one', (limit) => {
    const code = expect.objectContaining({ code: 'invalid-options' })
    expect(() => maxOrderQuantity(limit)).toThrow(code)
    expect(() => minOrderQuantity(limit)).toThrow(code)
    expect(() => maxOrderQuantity(() => limit).check(placing({ quantity: 1 }), viewOf())).toThrow(code)
  })
})

describe('minOrderQuantity', () => {
  const rule = minOrderQuantity(10)

  it('passes exactly the limit and denies one less', () => {
    expect(rule.check(placing({ quantity: 10 }), viewOf())).toBeUndefined()
    expect(rule.check(placing({ quantity: 9 }), viewOf({ held: -9 }))).toEqual({
      rule: 'min-order-quantity',
      reason: 'The order is for 9 of NSE:INFY, below the minimum of 10.',
      limit: 10,
      actual: 9,
    })
  })

  it('denies a modification that would leave less, and none that takes nothing away', () => {
    const order = openOrder({ quantity: 20 })
    expect(rule.check(modifying(order, { quantity: 10 }), viewOf())).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 9 }), viewOf())).toBeDefined()
    expect(rule.check(modifying(openOrder({ quantity: 5 }), { quantity: 5, limitPrice: 7 }), viewOf())).toBeUndefined()
  })

  it('sets no limit where a function tells none', () => {
    expect(minOrderQuantity(() => undefined).check(placing({ quantity: 1 }), viewOf())).toBeUndefined()
  })
})
