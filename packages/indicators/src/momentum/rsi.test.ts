import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sma } from '../overlap/sma.ts'
import type { Series } from '../series.ts'
import { always } from '../testing/always.ts'
import { testLaws } from '../testing/laws.ts'
import { seededAverage } from '../testing/seeded-average.ts'
import { price, priceOrHole, worstError } from '../testing/series.ts'
import { createRsi, rsi } from './rsi.ts'

describe('rsi', () => {
  testLaws<number>({
    batch: (closes, period) => rsi(Float64Array.from(closes), period),
    create: createRsi,
    shortestPeriod: 2,
    warmUp: (period) => period,
    bar: price,
    barOrHole: priceOrHole,
  })

  test('follows the published fourteen-day example', () => {
    // ChartSchool's worked example of the index (QQQQ, winter 2009/10), with its figures rounded to two places.
    const close = new Float64Array([
      44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328,
      45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521, 45.7137, 46.4515, 45.7835,
      45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314,
    ])
    const published = [
      70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38, 54.71, 50.42, 39.99, 41.46, 41.87, 45.46,
      37.3, 33.08, 37.77,
    ]
    const index = rsi(close, 14)
    expect(index.subarray(0, 14).every(Number.isNaN)).toBe(true)
    expect([...index.subarray(14)].map((value) => Number(value.toFixed(2)))).toEqual(published)
  })

  test('weighs rises against falls', () => {
    // Changes 3, -1: gain 3/2, loss 1/2, so 75. Then 2: gain (1.5 + 2)/2 = 1.75, loss 0.25, so 87.5.
    expect(rsi(new Float64Array([10, 13, 12, 14]), 2)).toEqual(new Float64Array([NaN, NaN, 75, 87.5]))
  })

  test('is 100 over rises alone, 0 over falls alone, and 0 on a flat series', () => {
    expect(rsi(new Float64Array([0.1, 0.2, 0.3, 0.4]), 3)[3]).toBe(100)
    expect(rsi(new Float64Array([0.4, 0.3, 0.2, 0.1]), 3)[3]).toBe(0)
    expect(rsi(new Float64Array([7, 7, 7, 7]), 3)[3]).toBe(0)
  })

  test('keeps its value over flat bars, until nothing of the last change is left', () => {
    const close = new Float64Array(12_000).fill(12)
    close.set([10, 13])
    const index = rsi(close, 14)
    expect(index[9000]).toBeCloseTo(75, 9)
    expect(index[11_999]).toBe(0)
    for (const value of index.subarray(14)) expect(value === 0 || Math.abs(value - 75) < 1e-9).toBe(true)
  })

  test('is within 1e-9 of its definition, with huge and tiny prices mixed', () => {
    always(
      fc.property(fc.array(price, { maxLength: 90 }), fc.integer({ min: 2, max: 30 }), (prices, period) => {
        const close = Float64Array.from(prices)
        expect(worstError(rsi(close, period), byDefinition(close, period))).toBeLessThan(1e-9)
      }),
    )
  })

  test('does not feel the level or the scale of prices', () => {
    always(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 40 }), (prices) => {
        const close = Float64Array.from(prices)
        // Whole numbers and powers of two, so that every change is exact.
        const other = close.map((x) => (x + 1e9) / 2 ** 60)
        expect(rsi(other, 5)).toEqual(rsi(close, 5))
      }),
    )
  })

  test('starts over behind a hole, as if the series began there', () => {
    const piece = fc.array(price, { maxLength: 20 })
    always(
      fc.property(
        piece,
        fc.constantFrom(NaN, Infinity, -Infinity),
        piece,
        fc.integer({ min: 2, max: 7 }),
        (before, hole, after, period) => {
          const whole = rsi(Float64Array.from([...before, hole, ...after]), period)
          const parts = [before, after].map((prices) => [...rsi(Float64Array.from(prices), period)])
          expect([...whole]).toEqual([...parts[0]!, NaN, ...parts[1]!])
        },
      ),
    )
  })

  test('starts over where a change is more than a double holds', () => {
    const huge = Number.MAX_VALUE
    expect(rsi(new Float64Array([0, huge, 0, 1, 2]), 2)).toEqual(new Float64Array([NaN, NaN, NaN, NaN, 100]))
  })

  test('chains: its warm-up is skipped by what is computed from it', () => {
    const close = Float64Array.from({ length: 30 }, (_, i) => 100 + ((i * 37) % 11))
    const smooth = sma(rsi(close, 14), 5)
    expect(smooth.findIndex((x) => !Number.isNaN(x))).toBe(18)
    expect(smooth.subarray(18).some(Number.isNaN)).toBe(false)
  })
})

function byDefinition(close: Series, period: number): Float64Array {
  const changes = Float64Array.from(close, (x, i) => (i === 0 ? NaN : x - close[i - 1]!))
  const gain = seededAverage(
    changes.map((change) => (change < 0 ? 0 : change)),
    period,
    1 / period,
  )
  const loss = seededAverage(
    changes.map((change) => (change > 0 ? 0 : -change)),
    period,
    1 / period,
  )
  return gain.map((up, i) => (up + loss[i]! === 0 ? 0 : (100 * up) / (up + loss[i]!)))
}
