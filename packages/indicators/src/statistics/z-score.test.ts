import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always } from '../testing/always.ts'
import { testLaws } from '../testing/laws.ts'
import { prices, total } from '../testing/ordinary.ts'
import { overWindows, price, priceOrHole, worstError } from '../testing/series.ts'
import { createZScore, zScore } from './z-score.ts'

describe('zScore', () => {
  testLaws<number>({
    batch: (closes, period) => zScore(Float64Array.from(closes), period),
    create: createZScore,
    shortestPeriod: 1,
    warmUp: (period) => period - 1,
    bar: price,
    barOrHole: priceOrHole,
  })

  test('counts deviations of the population from the mean', () => {
    always(
      fc.property(prices, fc.integer({ min: 2, max: 20 }), (close, period) => {
        const expected = overWindows(close, period, (window) => {
          const mean = total(window) / period
          return (window.at(-1)! - mean) / Math.sqrt(total(window.map((x) => (x - mean) ** 2)) / period)
        })
        const lifted = (x: number) => x + 100
        expect(worstError(zScore(close, period).map(lifted), expected.map(lifted))).toBeLessThan(1e-9)
      }),
    )
  })

  test('scores the textbook example of a mean of 5 and a deviation of 2', () => {
    expect(zScore(new Float64Array([2, 4, 4, 4, 5, 5, 7, 9]), 8).at(-1)).toBe(2)
  })

  test('is 0 where nothing moved, and keeps its digits at a price of a billion', () => {
    expect(zScore(new Float64Array(5).fill(0.1), 3).subarray(2)).toEqual(new Float64Array(3))
    const close = Float64Array.from({ length: 40 }, (_, i) => 1e9 + (i % 2))
    expect(zScore(close, 10)[39]).toBeCloseTo(1, 9)
  })

  test('is 0 but for rounding where the price stands still after a move', () => {
    const close = Float64Array.from({ length: 60 }, (_, i) => (i < 13 ? 300.3 + i : 0.1))
    for (const score of zScore(close, 10).subarray(22)) expect(Math.abs(score)).toBeLessThan(1e-7)
  })

  test('does not feel level and scale', () => {
    const whole = fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 40 })
    always(
      fc.property(whole, (numbers) => {
        const [one, other] = [Float64Array.from(numbers), Float64Array.from(numbers, (x) => 8 * (x + 1e6))]
        const lifted = (x: number) => x + 100
        expect(worstError(zScore(other, 5).map(lifted), zScore(one, 5).map(lifted))).toBeLessThan(1e-9)
      }),
    )
  })

  test('refuses a period that is no number', () => {
    for (const period of [0, 1.5, NaN]) {
      expect(() => zScore(new Float64Array(3), period)).toThrow(`zScore: period is ${period}`)
      expect(() => createZScore(period)).toThrow(`zScore: period is ${period}`)
    }
  })
})
