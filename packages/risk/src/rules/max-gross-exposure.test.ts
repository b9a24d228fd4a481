import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, placingGroup, viewOf } from '../testing/account.ts'
import { maxGrossExposure } from './max-gross-exposure.ts'

describe('maxGrossExposure', () => {
  const last = { 'NSE:INFY': 100, 'NSE:TCS': 200, 'NFO:NIFTY26DECFUT': 1000, 'NASDAQ:AAPL': 50 }
  const limit = () => maxGrossExposure('10000')

  it('passes what takes long and short positions to exactly the limit, and denies one more', () => {
    const account = { held: { 'NSE:INFY': 30, 'NSE:TCS': -20 }, last }
    expect(limit().check(placing({ quantity: 30 }), viewOf(account))).toBeUndefined()
    expect(limit().check(placing({ quantity: 31 }), viewOf(account))).toEqual({
      rule: 'max-gross-exposure',
      reason: 'Gross exposure could reach 10100, past the limit of 10000.',
      limit: 10_000,
      actual: 10_100,
    })
    expect(
      limit().check(placing({ instrument: 'NSE:TCS', side: 'sell', quantity: 15 }), viewOf(account)),
    ).toBeUndefined()
    expect(limit().check(placing({ instrument: 'NSE:TCS', side: 'sell', quantity: 16 }), viewOf(account))?.actual).toBe(
      10_200,
    )
  })

  it('counts multipliers, and of each instrument the side that could go further, open orders filled', () => {
    const open = [openOrder({ quantity: 20 }, 5), openOrder({ side: 'sell', quantity: 60 })]
    // Long 10 + 15 or short 50: 5000. One lot of the future with its multiplier of 1.5: 97,500.
    const view = viewOf({ held: 10, open, last })
    expect(
      maxGrossExposure(102_500).check(placing({ instrument: 'NFO:NIFTY26DECFUT', quantity: 65 }), view),
    ).toBeUndefined()
    expect(
      maxGrossExposure(102_499).check(placing({ instrument: 'NFO:NIFTY26DECFUT', quantity: 65 }), view)?.actual,
    ).toBe(102_500)
    // 25 more on the shorter side change nothing.
    expect(maxGrossExposure(5000).check(placing({ quantity: 25 }), view)).toBeUndefined()
    expect(maxGrossExposure(5000).check(placing({ quantity: 26 }), view)?.actual).toBe(5100)
  })

  it('counts of a modification what it adds', () => {
    const order = openOrder({ quantity: 50, limitPrice: 90 }, 20)
    const view = viewOf({ held: 20, open: [order], last })
    expect(limit().check(modifying(order, { quantity: 100, limitPrice: 90 }), view)).toBeUndefined()
    expect(limit().check(modifying(order, { quantity: 101, limitPrice: 90 }), view)?.actual).toBe(10_100)
    expect(maxGrossExposure(1).check(modifying(order, { quantity: 50, limitPrice: 95 }), view)).toBeUndefined()
    expect(maxGrossExposure(1).check(modifying(order, { quantity: 40, limitPrice: 90 }), view)).toBeUndefined()
  })

  it('passes what can only reduce, however far beyond the limit and whatever price is missing', () => {
    const sell = placing({ side: 'sell', quantity: 500 })
    expect(limit().check(sell, viewOf({ held: 500, last }))).toBeUndefined()
    expect(limit().check(sell, viewOf({ held: 500 }))).toBeUndefined()
    expect(limit().check(placing({ side: 'sell', quantity: 501 }), viewOf({ held: 500 }))).toBeDefined()
  })

  it('denies what opens where any price is missing, 0 or no number', () => {
    for (const price of [undefined, 0, Number.NaN, Infinity, -5]) {
      const known = { 'NSE:INFY': 100, ...(price !== undefined && { 'NSE:TCS': price }) }
      const view = viewOf({ held: { 'NSE:TCS': 1 }, last: known })
      expect(limit().check(placing({ quantity: 1 }), view)).toEqual({
        rule: 'max-gross-exposure',
        reason: 'NSE:TCS has no price, so only orders that reduce a position pass.',
      })
      const order = openOrder({ quantity: 1 })
      const modified = viewOf({ held: { 'NSE:TCS': 1 }, open: [order], last: known })
      expect(limit().check(modifying(order, { quantity: 2 }), modified)).toBeDefined()
    }
  })

  it('denies what opens where currencies are mixed and nobody converts, and converts where somebody does', () => {
    const view = viewOf({ held: { 'NSE:INFY': 10 }, last })
    const buy = placing({ instrument: 'NASDAQ:AAPL', quantity: 2 })
    expect(limit().check(buy, view)?.reason).toBe(
      'There is exposure in INR and in USD, and no rate between them, so only orders that reduce a position pass.',
    )
    const fx = (currency: string) => (currency === 'USD' ? 90 : 1)
    expect(maxGrossExposure(10_000, { fx }).check(buy, view)).toBeUndefined()
    expect(maxGrossExposure(9_999, { fx }).check(buy, view)?.actual).toBe(10_000)
    const unknown = (currency: string) => (currency === 'INR' ? 1 : undefined)
    expect(maxGrossExposure(10_000, { fx: unknown }).check(buy, view)?.reason).toContain('No rate is known for USD')
  })

  it('counts only what it was told to, at the price it was told', () => {
    const options = { counts: ({ kind }: { kind: string }) => kind === 'future', price: () => 10 }
    const view = viewOf({ held: { 'NSE:INFY': 1_000_000 } })
    expect(
      maxGrossExposure(975, options).check(placing({ instrument: 'NFO:NIFTY26DECFUT', quantity: 65 }), view),
    ).toBeUndefined()
    expect(
      maxGrossExposure(974, options).check(placing({ instrument: 'NFO:NIFTY26DECFUT', quantity: 65 }), view)?.actual,
    ).toBe(975)
    expect(maxGrossExposure(1, options).check(placing({ quantity: 65 }), view)).toBeUndefined()
  })

  it('counts a group at once, of legs on one side the largest', () => {
    const other = placingGroup({ quantity: 50 }, { instrument: 'NSE:TCS', quantity: 25 })
    expect(limit().check(other, viewOf({ last }))).toBeUndefined()
    const more = placingGroup({ quantity: 50 }, { instrument: 'NSE:TCS', quantity: 26 })
    expect(limit().check(more, viewOf({ last }))?.actual).toBe(10_200)
    const oco = placingGroup({ quantity: 100, limitPrice: 90 }, { quantity: 100, stopPrice: 110 })
    expect(limit().check(oco, viewOf({ last }))).toBeUndefined()
  })

  it('forgets what it knew when the journal is about to be replayed', () => {
    const rule = limit()
    const held = { 'NSE:INFY': 40, 'NSE:TCS': 30 }
    expect(rule.check(placing({ quantity: 1 }), viewOf({ held, last }))).toBeDefined()
    rule.reset!()
    expect(rule.check(placing({ quantity: 60 }), viewOf({ held: { 'NSE:INFY': 40 }, last }))).toBeUndefined()
  })

  it('is not fooled by what floats make of exactly the limit', () => {
    const view = viewOf({ last: 0.1 })
    expect(maxGrossExposure('0.3').check(placing({ quantity: 3 }), view)).toBeUndefined()
    expect(maxGrossExposure('0.2999').check(placing({ quantity: 3 }), view)).toBeDefined()
  })

  it.each([0, -1, 'NaN', 'much'])('cannot be made with a limit of %s', (value) => {
    expect(() => maxGrossExposure(value)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
