import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always } from '../testing/always.ts'
import { testLaws } from '../testing/laws.ts'
import { overWindows, price, priceOrHole, worstError } from '../testing/series.ts'
import { createWma, wma } from './wma.ts'

describe('wma', () => {
  testLaws<number>({
    batch: (closes, period) => wma(Float64Array.from(closes), period),
    create: createWma,
    shortestPeriod: 1,
    warmUp: (period) => period - 1,
    bar: price,
    barOrHole: priceOrHole,
  })

  test('weighs the newest most', () => {
    // (1 * 1 + 2 * 2 + 3 * 4) / 6, then (1 * 2 + 2 * 4 + 3 * 4) / 6, then (1 * 4 + 2 * 4 + 3 * 1) / 6
    expect(wma(new Float64Array([1, 2, 4, 4, 1]), 3)).toEqual(new Float64Array([NaN, NaN, 17 / 6, 22 / 6, 15 / 6]))
  })

  test('is within 1e-9 of its definition, with huge and tiny prices mixed', () => {
    always(
      fc.property(fc.array(price, { maxLength: 90 }), fc.integer({ min: 1, max: 30 }), (prices, period) => {
        const close = Float64Array.from(prices)
        const expected = overWindows(close, period, (window) => {
          const weights = (period * (period + 1)) / 2
          return window.reduce((sum, x, i) => sum + ((i + 1) * x) / weights, 0)
        })
        expect(worstError(wma(close, period), expected)).toBeLessThan(1e-9)
      }),
    )
  })

  test('does not drift over a million bars', () => {
    const close = Float64Array.from({ length: 1_000_000 }, (_, i) => (i === 10 ? 1e17 : 1 + ((i * 7919) % 1000) / 1000))
    const last = close.subarray(-20).reduce((sum, x, i) => sum + (i + 1) * x, 0) / 210
    expect(wma(close, 20).at(-1)).toBeCloseTo(last, 13)
  })
})
