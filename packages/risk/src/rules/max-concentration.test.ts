import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxConcentration } from './max-concentration.ts'

describe('maxConcentration', () => {
  const rule = maxConcentration(20)
  const account = { held: { 'NSE:INFY': 60, 'NSE:TCS': 1000 }, last: { 'NSE:INFY': 100 }, equity: 50_000 }

  it('passes up to exactly the percentage of equity, and denies one more', () => {
    expect(rule.check(placing({ quantity: 40 }), viewOf(account))).toBeUndefined()
    expect(rule.check(placing({ quantity: 41 }), viewOf(account))).toEqual({
      rule: 'max-concentration',
      reason: 'NSE:INFY as a percentage of equity could reach 20.2, past the limit of 20.',
      limit: 20,
      actual: expect.closeTo(20.2),
    })
  })

  it('counts of a modification what it adds', () => {
    const order = openOrder({ quantity: 30 })
    const view = viewOf({ ...account, open: [order] })
    expect(rule.check(modifying(order, { quantity: 40 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 41 }), view)).toBeDefined()
  })

  it('without equity or a price passes only what can reduce', () => {
    for (const missing of [
      { ...account, equity: 0 },
      { ...account, last: {} },
    ]) {
      expect(rule.check(placing({ quantity: 1 }), viewOf(missing))).toBeDefined()
      expect(rule.check(placing({ side: 'sell', quantity: 60 }), viewOf(missing))).toBeUndefined()
    }
  })

  it('cannot be made with a limit of 0', () => {
    expect(() => maxConcentration(0)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
