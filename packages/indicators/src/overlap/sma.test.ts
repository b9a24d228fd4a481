import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Series } from '../series.ts'
import { always } from '../testing/always.ts'
import { testLaws } from '../testing/laws.ts'
import { price, priceOrHole, worstError } from '../testing/series.ts'
import { createSma, sma } from './sma.ts'

describe('sma', () => {
  testLaws<number>({
    batch: (closes, period) => sma(Float64Array.from(closes), period),
    create: createSma,
    shortestPeriod: 1,
    warmUp: (period) => period - 1,
    bar: price,
    barOrHole: priceOrHole,
  })

  test('averages the published ten-day example', () => {
    // ChartSchool's worked example of moving averages, rounded to the cent there.
    const close = new Float64Array([22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39])
    const average = sma(close, 10)
    expect(average.subarray(0, 9).every(Number.isNaN)).toBe(true)
    expect(average[9]).toBeCloseTo(22.221, 9) // 222.21 / 10
    expect(average[10]).toBeCloseTo(22.209, 9) // 22.27 went, 22.15 came: 222.09 / 10
    expect(average[11]).toBeCloseTo(22.229, 9) // 22.19 went, 22.39 came: 222.29 / 10
  })

  test('gives the series back for a period of 1', () => {
    expect(sma(new Float64Array([3, 0.1, 7]), 1)).toEqual(new Float64Array([3, 0.1, 7]))
  })

  test('is within 1e-9 of the plain mean of each window, with huge and tiny prices mixed', () => {
    always(
      fc.property(fc.array(price, { maxLength: 120 }), fc.integer({ min: 1, max: 40 }), (prices, period) => {
        const close = Float64Array.from(prices)
        expect(worstError(sma(close, period), meanOfEachWindow(close, period))).toBeLessThan(1e-9)
      }),
    )
  })

  test('does not drift: after a million bars it is as near as at the first', () => {
    const close = Float64Array.from({ length: 1_000_000 }, (_, i) => (i === 10 ? 1e17 : 1 + ((i * 7919) % 1000) / 1000))
    const average = sma(close, 20)
    const lastWindow = close.subarray(-20)
    expect(average.at(-1)).toBeCloseTo(lastWindow.reduce((sum, x) => sum + x) / 20, 13)
  })

  test('has no value exactly where a window holds a NaN', () => {
    always(
      fc.property(
        fc.array(fc.oneof(price, fc.constant(NaN)), { maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        (prices, period) => {
          const average = sma(Float64Array.from(prices), period)
          average.forEach((value, i) => {
            const window = prices.slice(Math.max(0, i - period + 1), i + 1)
            expect(Number.isNaN(value)).toBe(window.length < period || window.some(Number.isNaN))
          })
        },
      ),
    )
  })

  test('counts an Infinity as IEEE 754 does, and is finite again when it has left the window', () => {
    expect(sma(new Float64Array([1, Infinity, 3, 5, -Infinity, Infinity, 2, 4]), 2)).toEqual(
      new Float64Array([NaN, Infinity, Infinity, 4, -Infinity, NaN, Infinity, 3]),
    )
  })

  test('skips the NaN of another warm-up', () => {
    expect(sma(sma(new Float64Array([1, 2, 3, 4, 5, 6]), 3), 2)).toEqual(
      new Float64Array([NaN, NaN, NaN, 2.5, 3.5, 4.5]),
    )
  })

  test('scales with the price, to the bit for powers of two', () => {
    always(
      fc.property(fc.array(price, { maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (prices, period) => {
        const close = Float64Array.from(prices)
        const scaled = sma(
          close.map((x) => 8 * x),
          period,
        )
        expect(scaled).toEqual(sma(close, period).map((x) => 8 * x))
      }),
    )
  })

  test('moves with the price', () => {
    always(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 30 }), (prices) => {
        const close = Float64Array.from(prices)
        // Whole numbers over a period of 8: no rounding anywhere.
        const moved = sma(
          close.map((x) => x + 1e9),
          8,
        )
        expect(moved).toEqual(sma(close, 8).map((x) => x + 1e9))
      }),
    )
  })
})

function meanOfEachWindow(close: Series, period: number): Float64Array {
  return Float64Array.from(close, (_, i) => {
    if (i + 1 < period) return NaN
    let sum = 0
    for (let k = i - period + 1; k <= i; k++) sum += close[k]!
    return sum / period
  })
}
