import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { maxDrawdown } from './max-drawdown.ts'
import { simpleReturns } from './simple-returns.ts'

const series = fc.array(fc.double({ min: -1, max: 2, noNaN: true }), { minLength: 1, maxLength: 40 })

describe('maxDrawdown', () => {
  it('is the deepest fall from a peak', () => {
    // 1.25, 1, 1.1, 0.55, 0.77: from 1.25 to 0.55.
    expect(maxDrawdown([0.25, -0.2, 0.1, -0.5, 0.4])).toBeCloseTo(0.56, 14)
    // 100 to 80 is a fifth, 200 to 150 a quarter.
    expect(maxDrawdown(simpleReturns([100, 80, 200, 150, 300]))).toBeCloseTo(0.25, 14)
  })

  it('counts a loss in the first period', () => {
    expect(maxDrawdown([-0.1, 0.05])).toBeCloseTo(0.1, 14)
  })

  it('is 0 where nothing was ever lost', () => {
    expect(maxDrawdown([0, 0.1, 0.2])).toBe(0)
  })

  it('is 1 from the moment that everything is lost', () => {
    expect(maxDrawdown([0.5, -1, 10])).toBe(1)
  })

  it('is null without returns', () => {
    expect(maxDrawdown([])).toBeNull()
  })

  it('agrees with looking at every pair of moments', () => {
    always(
      fc.property(series, (returns) => {
        const equity = [1]
        for (const value of returns) equity.push(equity.at(-1)! * (1 + value))
        let deepest = 0
        for (let low = 0; low < equity.length; low++)
          for (let peak = 0; peak < low; peak++)
            if (equity[peak]! > 0) deepest = Math.max(deepest, 1 - equity[low]! / equity[peak]!)
        expect(maxDrawdown(returns)).toBeCloseTo(deepest, 10)
      }),
    )
  })

  it('lies between 0 and 1, and never shrinks as time goes on', () => {
    always(
      fc.property(series, (returns) => {
        let before = 0
        for (let n = 1; n <= returns.length; n++) {
          const drawdown = maxDrawdown(returns.slice(0, n))!
          expect(drawdown).toBeGreaterThanOrEqual(before)
          expect(drawdown).toBeLessThanOrEqual(1)
          before = drawdown
        }
      }),
    )
  })

  it('does not lose its way when equity grows beyond any number', () => {
    const returns = new Float64Array(2000).fill(9)
    returns[1999] = -0.5
    expect(maxDrawdown(returns)).toBe(0.5)
  })

  it.each([-1.01, Number.NaN, Number.POSITIVE_INFINITY])('refuses a return of %s', (value) => {
    expect(() => maxDrawdown([0.01, value])).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message: `maxDrawdown found returns[1] to be ${value}; expected a finite simple return of -1 or more.`,
      }),
    )
  })
})
