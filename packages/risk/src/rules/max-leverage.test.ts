import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxLeverage } from './max-leverage.ts'

describe('maxLeverage', () => {
  const account = { held: { 'NSE:TCS': -20 }, last: { 'NSE:INFY': 100, 'NSE:TCS': 200 }, equity: 5000 }

  it('passes up to exactly the multiple of equity, and denies one more', () => {
    expect(maxLeverage(2).check(placing({ quantity: 60 }), viewOf(account))).toBeUndefined()
    expect(maxLeverage(2).check(placing({ quantity: 61 }), viewOf(account))).toEqual({
      rule: 'max-leverage',
      reason: 'Leverage could reach 2.02, past the limit of 2.',
      limit: 2,
      actual: 2.02,
    })
  })

  it('counts of a modification what it adds', () => {
    const order = openOrder({ quantity: 50 })
    const view = viewOf({ ...account, open: [order] })
    expect(maxLeverage(2).check(modifying(order, { quantity: 60 }), view)).toBeUndefined()
    expect(maxLeverage(2).check(modifying(order, { quantity: 61 }), view)?.actual).toBe(2.02)
  })

  it.each([0, -100, Number.NaN])('with an equity of %s passes only what can reduce', (equity) => {
    const view = viewOf({ held: 10, last: 100, equity })
    expect(maxLeverage(2).check(placing({ quantity: 1 }), view)?.reason).toBe(
      `Equity is ${equity}, so only orders that reduce a position pass.`,
    )
    expect(maxLeverage(2).check(placing({ side: 'sell', quantity: 10 }), view)).toBeUndefined()
  })

  it('adds up equity in several currencies where somebody converts, and opens nothing where nobody does', () => {
    const view = viewOf({ ...account, cash: { INR: 1000, USD: 50 } })
    expect(maxLeverage(2).check(placing({ quantity: 1 }), view)?.reason).toContain('INR and in USD')
    const fx = (currency: string) => (currency === 'USD' ? 80 : 1)
    // 1000 + 50 x 80 = 5000
    expect(maxLeverage(2, { fx }).check(placing({ quantity: 60 }), view)).toBeUndefined()
    expect(maxLeverage(2, { fx }).check(placing({ quantity: 61 }), view)?.actual).toBe(2.02)
  })

  it('cannot be made with a limit of 0', () => {
    expect(() => maxLeverage(0)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
