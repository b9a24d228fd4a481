import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxOrderValue } from './max-order-value.ts'

describe('maxOrderValue', () => {
  const rule = maxOrderValue('500000')

  it('passes an order of exactly the limit and denies one a tick dearer', () => {
    expect(rule.check(placing({ quantity: 400, limitPrice: 1250 }), viewOf())).toBeUndefined()
    expect(rule.check(placing({ quantity: 400, limitPrice: '1250.05' }), viewOf())).toEqual({
      rule: 'max-order-value',
      reason: 'The order is worth 500020 INR, above the limit of 500000.',
      limit: 500_000,
      actual: 500_020,
    })
  })

  it('tells exactly apart what floats cannot', () => {
    // 3 x 0.1 is 0.30000000000000004 in floats.
    expect(maxOrderValue('0.3').check(placing({ quantity: 3, limitPrice: '0.1' }), viewOf())).toBeUndefined()
    // 9007199254740993 is 2^53 + 1.
    const exact = maxOrderValue('9007199254740992')
    expect(exact.check(placing({ quantity: 1, limitPrice: '9007199254740992' }), viewOf())).toBeUndefined()
    expect(exact.check(placing({ quantity: 1, limitPrice: '9007199254740993' }), viewOf())?.reason).toContain(
      '9007199254740993 INR',
    )
  })

  it('measures a sale by its limit or by the market, whichever is more', () => {
    const view = viewOf({ last: 1250 })
    expect(rule.check(placing({ side: 'sell', quantity: 400, limitPrice: 1000 }), view)).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 401, limitPrice: '0.05' }), view)?.actual).toBe(501_250)
    expect(rule.check(placing({ side: 'sell', quantity: 400, limitPrice: 1300 }), view)?.actual).toBe(520_000)
  })

  it('counts the multiplier of the instrument', () => {
    // 65 x 5128.2 x 1.5 = 499,999.5
    const future = { instrument: 'NFO:NIFTY26DECFUT', quantity: 65 } as const
    expect(rule.check(placing({ ...future, limitPrice: '5128.2' }), viewOf())).toBeUndefined()
    expect(rule.check(placing({ ...future, limitPrice: '5128.25' }), viewOf())?.actual).toBe(500_004.375)
  })

  it('prices a buy by its limit, else by the stop or the last quote, whichever is more', () => {
    const view = viewOf({ last: 3 })
    const actual = (wanted: { limitPrice?: number; stopPrice?: number }) =>
      maxOrderValue('0.01').check(placing({ quantity: 1, ...wanted }), view)?.actual
    expect(actual({ limitPrice: 1, stopPrice: 2 })).toBe(1)
    expect(actual({ limitPrice: 1 })).toBe(1)
    expect(actual({ stopPrice: 2 })).toBe(3)
    expect(actual({ stopPrice: 4 })).toBe(4)
    expect(actual({})).toBe(3)
  })

  it.each([undefined, 0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'denies a market order when the last price is %s',
    (last) => {
      const denial = rule.check(placing({ quantity: 1 }), viewOf(last === undefined ? {} : { last }))
      expect(denial).toEqual({
        rule: 'max-order-value',
        reason: 'NSE:INFY has no last price, so a market order cannot be held against the limit of 500000.',
        limit: 500_000,
      })
    },
  )

  it('denies a sale and a stop that it has no last price for, because they may fill far beyond their own', () => {
    expect(rule.check(placing({ side: 'sell', quantity: 1, limitPrice: 1 }), viewOf())?.reason).toContain(
      'no last price',
    )
    expect(rule.check(placing({ quantity: 1, stopPrice: 1 }), viewOf())?.reason).toContain('no last price')
  })

  it('lets a position be closed while no prices come, and no more than closed', () => {
    const view = viewOf({ held: 10 })
    expect(rule.check(placing({ side: 'sell', quantity: 10 }), view)).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 10, limitPrice: 1 }), view)).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 11 }), view)).toBeDefined()
  })

  it('measures a modification by the order it would leave', () => {
    const order = openOrder({ quantity: 400, limitPrice: 1200 }, 100)
    const view = viewOf({ open: [order] })
    expect(rule.check(modifying(order, { quantity: 400, limitPrice: 1250 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 400, limitPrice: '1250.05' }), view)?.actual).toBe(500_020)
    expect(rule.check(modifying(order, { quantity: 417, limitPrice: 1200 }), view)?.actual).toBe(500_400)
  })

  it('denies the modification of a market order without a quote', () => {
    const order = openOrder({ quantity: 10 })
    expect(rule.check(modifying(order, { quantity: 11 }), viewOf({ open: [order] }))).toBeDefined()
    expect(rule.check(modifying(order, { quantity: 11 }), viewOf({ open: [order], last: 1500 }))).toBeUndefined()
  })

  it.each(['NaN', 'Infinity', '-1', '0', 'much', Number.NaN, Number.POSITIVE_INFINITY, 0, -0.01])(
    'cannot be made with a limit of %s',
    (limit) => {
      expect(() => maxOrderValue(limit)).toThrow(
        expect.objectContaining({
          code: 'invalid-options',
          message: `maxOrderValue was given limit ${limit}; expected a finite number above 0.`,
          details: { option: 'limit', value: String(limit), expected: 'a finite number above 0' },
        }),
      )
    },
  )
})
