import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { downsideDeviation } from './downside-deviation.ts'

describe('downsideDeviation', () => {
  it('is the shortfall over all returns, a year', () => {
    // sqrt(0.0004 / 4) = 0.01; over the one loss it would be 0.02.
    expect(downsideDeviation([0.03, -0.02, 0.01, 0.02], { periodsPerYear: 12 })).toBeCloseTo(0.01 * Math.sqrt(12), 14)
  })

  it('agrees with the definition, and with its mirror makes the whole mean square', () => {
    always(
      fc.property(someReturns(1), (returns) => {
        const once = { periodsPerYear: 1 }
        const below = downsideDeviation(returns, once)!
        const above = downsideDeviation(
          returns.map((value) => -value),
          once,
        )!
        const squares = returns.reduce((sum, value) => sum + Math.min(0, value) ** 2, 0)
        expect(below).toBeCloseTo(Math.sqrt(squares / returns.length), 12)
        const whole = returns.reduce((sum, value) => sum + value ** 2, 0) / returns.length
        expect(below ** 2 + above ** 2).toBeCloseTo(whole, 12)
      }),
    )
  })

  it('is 0 where nothing falls short by more than rounding, and null without returns', () => {
    expect(downsideDeviation([0, 0.01], { periodsPerYear: 12 })).toBe(0)
    const monthly = Math.expm1(Math.log1p(0.065) / 12)
    expect(downsideDeviation([monthly - 1e-18, monthly], { periodsPerYear: 12, riskFree: 0.065 })).toBe(0)
    expect(downsideDeviation([], { periodsPerYear: 12 })).toBeNull()
  })

  it('takes a series that must be reached', () => {
    const found = downsideDeviation([0.03, -0.02], { periodsPerYear: 1, riskFree: [0.04, -0.03] })
    expect(found).toBeCloseTo(Math.sqrt(0.0001 / 2), 12)
  })
})
