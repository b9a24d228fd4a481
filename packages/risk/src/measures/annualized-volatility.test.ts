import { describe, expect, it } from 'vitest'
import { annualizedVolatility } from './annualized-volatility.ts'

describe('annualizedVolatility', () => {
  it('scales the deviation over n - 1 by the square root of time', () => {
    // Squares 1 + 1 + 4 + 4 = 10 in units of 0.0001, over 3; x 252.
    const returns = [0.01, -0.01, 0.02, -0.02]
    expect(annualizedVolatility(returns, { periodsPerYear: 252 })).toBeCloseTo(Math.sqrt((0.001 / 3) * 252), 14)
    expect(annualizedVolatility(returns, { periodsPerYear: 1 })).toBeCloseTo(Math.sqrt(0.001 / 3), 14)
  })

  it('is 0 for returns that are all the same', () => {
    expect(annualizedVolatility(new Array(10).fill(0.01), { periodsPerYear: 252 })).toBe(0)
  })

  it('is null for fewer than two returns', () => {
    expect(annualizedVolatility([], { periodsPerYear: 252 })).toBeNull()
    expect(annualizedVolatility([0.01], { periodsPerYear: 252 })).toBeNull()
  })

  it('refuses what is not a number', () => {
    expect(() => annualizedVolatility([0.01, Number.NaN], { periodsPerYear: 252 })).toThrow(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ row: 1 }) }),
    )
  })
})
