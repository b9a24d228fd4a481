import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always } from '../testing/always.ts'
import { testLaws } from '../testing/laws.ts'
import { seededAverage } from '../testing/seeded-average.ts'
import { price, priceOrHole, worstError } from '../testing/series.ts'
import { createEma, ema } from './ema.ts'
import { sma } from './sma.ts'

describe('ema', () => {
  testLaws<number>({
    batch: (closes, period) => ema(Float64Array.from(closes), period),
    create: createEma,
    shortestPeriod: 1,
    warmUp: (period) => period - 1,
    bar: price,
    barOrHole: priceOrHole,
  })

  test('follows the published ten-day example', () => {
    // ChartSchool's worked example of moving averages, with its figures rounded to the cent.
    const close = new Float64Array([
      22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39, 22.38, 22.61, 23.36, 24.05,
      23.75, 23.83, 23.95, 23.63, 23.82, 23.87, 23.65, 23.19, 23.1, 23.33, 22.68, 23.1, 22.4, 22.17,
    ])
    const published = [
      22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.8, 22.97, 23.13, 23.28, 23.34, 23.43, 23.51, 23.54, 23.47, 23.4,
      23.39, 23.26, 23.23, 23.08, 22.92,
    ]
    const average = ema(close, 10)
    expect(average.subarray(0, 9).every(Number.isNaN)).toBe(true)
    published.forEach((expected, i) => {
      expect(Math.abs(average[9 + i]! - expected)).toBeLessThan(0.0101)
    })
  })

  test('gives the series back for a period of 1, also where huge and tiny prices meet', () => {
    const close = new Float64Array([3, 1e15, 1e-12, 0.1])
    expect(ema(close, 1)).toEqual(close)
  })

  test('is within 1e-9 of the weighted sum it stands for, with huge and tiny prices mixed', () => {
    always(
      fc.property(fc.array(price, { maxLength: 90 }), fc.integer({ min: 1, max: 30 }), (prices, period) => {
        const close = Float64Array.from(prices)
        const expected = seededAverage(close, period, 2 / (period + 1))
        expect(worstError(ema(close, period), expected)).toBeLessThan(1e-9)
      }),
    )
  })

  test('stays put on a flat series', () => {
    expect(ema(new Float64Array(50).fill(100), 12).subarray(11)).toEqual(new Float64Array(39).fill(100))
  })

  test('starts over behind a hole, as if the series began there', () => {
    const piece = fc.array(price, { maxLength: 20 })
    always(
      fc.property(
        piece,
        fc.constantFrom(NaN, Infinity, -Infinity),
        piece,
        fc.integer({ min: 1, max: 7 }),
        (before, hole, after, period) => {
          const whole = ema(Float64Array.from([...before, hole, ...after]), period)
          const parts = [before, after].map((prices) => [...ema(Float64Array.from(prices), period)])
          expect([...whole]).toEqual([...parts[0]!, NaN, ...parts[1]!])
        },
      ),
    )
  })

  test('has no value where the moving average of the same period has none', () => {
    const close = new Float64Array([NaN, 1, 2, 3, 4, NaN, 5, 6, 7, 8])
    expect([...ema(close, 3)].map(Number.isNaN)).toEqual([...sma(close, 3)].map(Number.isNaN))
  })

  test('starts over, and shows no Infinity, where a sum or a step is more than a double holds', () => {
    const huge = Number.MAX_VALUE
    expect(ema(new Float64Array([huge, huge, 1, 3]), 2)).toEqual(new Float64Array([NaN, NaN, NaN, 2]))
    expect(ema(new Float64Array([-huge, -1, huge, 1, 3]), 2).subarray(2)).toEqual(new Float64Array([NaN, NaN, 2]))
  })
})
