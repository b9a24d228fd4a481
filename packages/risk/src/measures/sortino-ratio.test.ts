import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { sortinoRatio } from './sortino-ratio.ts'

describe('sortinoRatio', () => {
  it('agrees with the example of Rollinger and Hoffman', () => {
    // "Sortino: A 'Sharper' Ratio": mean 10 %, shortfall sqrt((0.05^2 + 0.04^2) / 8) = 2.264 %, ratio 4.417.
    const returns = [0.17, 0.15, 0.23, -0.05, 0.12, 0.09, 0.13, -0.04]
    expect(sortinoRatio(returns, { periodsPerYear: 1 })).toBeCloseTo(4.417, 3)
    expect(sortinoRatio(returns, { periodsPerYear: 4 })).toBeCloseTo(2 * 4.4173, 3)
  })

  it('takes the shortfall over all returns, not over the losses alone', () => {
    // Mean 0.01, shortfall sqrt(0.0004 / 4) = 0.01; over the one loss it would be 0.02 and the ratio half as large.
    expect(sortinoRatio([0.03, -0.02, 0.01, 0.02], { periodsPerYear: 1 })).toBeCloseTo(1, 12)
  })

  it('measures mean and shortfall against the return that must be reached', () => {
    // 21 % in two halves is 10 % each: excess 0.1, -0.2, 0.4, mean 0.1, shortfall sqrt(0.04 / 3).
    const expected = (0.1 / Math.sqrt(0.04 / 3)) * Math.SQRT2
    expect(sortinoRatio([0.2, -0.1, 0.5], { periodsPerYear: 2, riskFree: 0.21 })).toBeCloseTo(expected, 12)
  })

  it('is at its least -sqrt(periods), when every return is the same loss', () => {
    expect(sortinoRatio([-0.01, -0.01, -0.01], { periodsPerYear: 4 })).toBeCloseTo(-2, 12)
  })

  it('agrees with the definition', () => {
    const series = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 40 })
    always(
      fc.property(series, (percents) => {
        const returns = percents.map((percent) => percent / 100)
        const ratio = sortinoRatio(returns, { periodsPerYear: 12 })
        const downside = percents.reduce((sum, percent) => sum + Math.min(0, percent) ** 2, 0)
        const shortfall = Math.sqrt(downside / percents.length)
        const mean = percents.reduce((sum, percent) => sum + percent, 0) / percents.length
        if (downside === 0) expect(ratio).toBeNull()
        else expect(ratio).toBeCloseTo((mean / shortfall) * Math.sqrt(12), 8)
      }),
    )
  })

  it.each([
    ['no loss', [0.01, 0.02, 0]],
    ['one return', [-0.01]],
    ['no return', []],
  ])('is null for %s', (_, returns) => {
    expect(sortinoRatio(returns, { periodsPerYear: 252 })).toBeNull()
  })

  it('is null where returns miss the rate by rounding alone', () => {
    const monthly = Math.expm1(Math.log1p(0.065) / 12)
    for (const miss of [0, 1e-18, -1e-17])
      expect(sortinoRatio(new Array(24).fill(monthly + miss), { periodsPerYear: 12, riskFree: 0.065 })).toBeNull()
  })

  it('refuses what is not a number', () => {
    expect(() => sortinoRatio([Number.NaN, 0.01], { periodsPerYear: 252 })).toThrow(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ row: 0 }) }),
    )
  })
})
