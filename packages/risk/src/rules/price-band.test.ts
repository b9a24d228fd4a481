import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { priceBand } from './price-band.ts'

describe('priceBand', () => {
  const rule = priceBand(({ id }) => (id === 'NSE:INFY' ? { lower: '90', upper: '110.05' } : undefined))

  it('passes exactly the bounds and denies a tick beyond, on either side', () => {
    for (const limitPrice of ['90', '110.05'])
      expect(rule.check(placing({ quantity: 1, limitPrice }), viewOf())).toBeUndefined()
    expect(rule.check(placing({ quantity: 1, limitPrice: '110.10' }), viewOf())).toEqual({
      rule: 'price-band',
      reason: 'The limit price 110.1 is outside of the band of NSE:INFY, 90 to 110.05.',
      limit: 110.05,
      actual: 110.1,
    })
    const low = rule.check(placing({ side: 'sell', quantity: 1, limitPrice: '89.95' }), viewOf({ held: 5 }))
    expect(low).toMatchObject({ limit: 90, actual: 89.95 })
  })

  it('judges stop prices as well, and no market order', () => {
    expect(rule.check(placing({ quantity: 1, stopPrice: 110 }), viewOf())).toBeUndefined()
    expect(rule.check(placing({ quantity: 1, stopPrice: 111 }), viewOf())?.reason).toContain('The stop price 111')
    expect(rule.check(placing({ quantity: 1, stopPrice: 89, limitPrice: 100 }), viewOf())).toBeDefined()
    expect(rule.check(placing({ quantity: 1 }), viewOf())).toBeUndefined()
  })

  it('judges the prices that a modification would leave', () => {
    const order = openOrder({ quantity: 1, limitPrice: 100 })
    expect(rule.check(modifying(order, { quantity: 1, limitPrice: 110 }), viewOf())).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 1, limitPrice: 111 }), viewOf())).toBeDefined()
  })

  it('where no band is known passes only what can reduce', () => {
    const tcs = { instrument: 'NSE:TCS' as const, limitPrice: 5 }
    expect(rule.check(placing({ ...tcs, quantity: 1 }), viewOf())).toEqual({
      rule: 'price-band',
      reason: 'No price band is known for NSE:TCS, so only orders that reduce a position pass.',
    })
    const held = { 'NSE:TCS': 3 }
    expect(rule.check(placing({ ...tcs, side: 'sell', quantity: 3 }), viewOf({ held }))).toBeUndefined()
  })

  it.each([
    { lower: '110', upper: '90' },
    { lower: '', upper: '90' },
    { lower: Number.NaN, upper: 90 },
    { lower: 0, upper: 0 },
    { lower: -1, upper: 90 },
    { lower: 80, upper: Infinity },
  ])('passes only what can reduce where the band is %j', (band) => {
    const broken = priceBand(() => band)
    expect(broken.check(placing({ quantity: 1, limitPrice: 85 }), viewOf())?.reason).toContain('which is none')
    const exit = placing({ side: 'sell', quantity: 3, limitPrice: 85 })
    expect(broken.check(exit, viewOf({ held: 3 }))).toBeUndefined()
  })

  it('takes a lower bound of 0 for none', () => {
    const open = priceBand(() => ({ lower: 0, upper: 90 }))
    expect(open.check(placing({ quantity: 1, limitPrice: '0.05' }), viewOf())).toBeUndefined()
    expect(open.check(placing({ quantity: 1, limitPrice: 91 }), viewOf())).toBeDefined()
  })

  it('cannot be made without a function', () => {
    expect(() => priceBand(undefined as never)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
