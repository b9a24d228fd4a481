import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxDailyLoss } from './max-daily-loss.ts'

describe('maxDailyLoss', () => {
  const rule = maxDailyLoss('20000')
  const lost = { today: -20_000 }

  it('passes everything until the loss reaches the limit', () => {
    const order = openOrder({ quantity: 10, limitPrice: 1500 })
    for (const today of [-19_999.99, 0, 50_000]) {
      expect(rule.check(placing({ quantity: 10 }), viewOf({ today }))).toBeUndefined()
      const view = viewOf({ today, open: [order] })
      expect(rule.check(modifying(order, { quantity: 20, limitPrice: 1500 }), view)).toBeUndefined()
    }
  })

  it('denies what opens a position once the loss has reached the limit', () => {
    expect(rule.check(placing({ quantity: 1 }), viewOf({ today: -20_000.5 }))).toEqual({
      rule: 'max-daily-loss',
      reason: "Today's loss is 20000.5 and the limit 20000, so only orders that reduce a position pass.",
      limit: 20_000,
      actual: 20_000.5,
    })
    expect(rule.check(placing({ side: 'sell', quantity: 1 }), viewOf(lost))).toBeDefined()
    expect(rule.check(placing({ quantity: 1 }), viewOf({ ...lost, held: 10 }))).toBeDefined()
  })

  it('passes an order that reduces a position to flat and denies one that turns it over', () => {
    expect(rule.check(placing({ side: 'sell', quantity: 10 }), viewOf({ ...lost, held: 10 }))).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 11 }), viewOf({ ...lost, held: 10 }))).toBeDefined()
    expect(rule.check(placing({ quantity: 10 }), viewOf({ ...lost, held: -10 }))).toBeUndefined()
    expect(rule.check(placing({ quantity: 11 }), viewOf({ ...lost, held: -10 }))).toBeDefined()
  })

  it('denies a second order that would reduce the same position', () => {
    const open = [openOrder({ side: 'sell', quantity: 6 })]
    expect(rule.check(placing({ side: 'sell', quantity: 4 }), viewOf({ ...lost, held: 10, open }))).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 5 }), viewOf({ ...lost, held: 10, open }))).toBeDefined()
  })

  it('passes any modification of an order that can only reduce', () => {
    const order = openOrder({ side: 'sell', quantity: 6, stopPrice: 1400 })
    const view = viewOf({ ...lost, held: 10, open: [order] })
    expect(rule.check(modifying(order, { side: 'sell', quantity: 6, stopPrice: 1450 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { side: 'sell', quantity: 10, stopPrice: 1400 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { side: 'sell', quantity: 11, stopPrice: 1400 }), view)).toBeDefined()
  })

  it('lets an opening order be made smaller, and neither larger nor dearer', () => {
    const order = openOrder({ quantity: 10, limitPrice: 1500 }, 4)
    const view = viewOf({ ...lost, held: 4, open: [order] })
    expect(rule.check(modifying(order, { quantity: 9, limitPrice: 1500 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 11, limitPrice: 1500 }), view)).toBeDefined()
    expect(rule.check(modifying(order, { quantity: 9, limitPrice: 1510 }), view)).toBeDefined()
    expect(rule.check(modifying(order, { quantity: 10, limitPrice: 1510 }), view)).toBeDefined()
  })

  it('fails closed when the profit is not known', () => {
    expect(rule.check(placing({ quantity: 1 }), viewOf({ today: Number.NaN }))).toEqual({
      rule: 'max-daily-loss',
      reason: "Today's profit is not known, so only orders that reduce a position pass.",
      limit: 20_000,
    })
    expect(rule.check(placing({ side: 'sell', quantity: 1 }), viewOf({ today: Number.NaN, held: 1 }))).toBeUndefined()
  })

  it.each(['NaN', 'Infinity', '-1', '0', 'much', 0])('cannot be made with a limit of %s', (limit) => {
    expect(() => maxDailyLoss(limit)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: { option: 'limit', value: String(limit), expected: 'a finite number above 0' },
      }),
    )
  })
})
