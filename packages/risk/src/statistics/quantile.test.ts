import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { quantile } from './quantile.ts'

const oneToTen = Array.from({ length: 10 }, (_, i) => i + 1)

describe('quantile', () => {
  // By Hyndman and Fan's definitions, 1 to 10: type 1 is the ceil(10 p)-th, type 5 lies at 10 p + 0.5, type 7 at 9 p + 1.
  it.each([
    [1, 0.25, 3],
    [1, 0.1, 1],
    [1, 0.11, 2],
    [5, 0.25, 3],
    [5, 0.1, 1.5],
    [5, 0.01, 1],
    [5, 0.99, 10],
    [7, 0.25, 3.25],
    [7, 0.1, 1.9],
    [7, 0.5, 5.5],
  ] as const)('type %i of 1 to 10 at %d is %d', (type, p, expected) => {
    expect(quantile('test', oneToTen, p, type)).toBeCloseTo(expected, 12)
  })

  it('type 1 counts exactly where n x p is whole but for rounding', () => {
    // 1 - 0.95 is 0.050000000000000044: a plain ceil would pass over to the next observation.
    for (const [n, expected] of [
      [20, 1],
      [100, 5],
      [1000, 50],
    ] as const) {
      const values = Array.from({ length: n }, (_, i) => i + 1)
      expect(quantile('test', values, 1 - 0.95, 1)).toBe(expected)
    }
  })

  it('type 1 is the smallest value that enough of the values do not exceed', () => {
    const series = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 })
    always(
      fc.property(series, fc.integer({ min: 1, max: 99 }), (values, percent) => {
        const enough = (x: number) => 100 * values.filter((value) => value <= x).length >= percent * values.length
        const expected = Math.min(...values.filter(enough))
        expect(quantile('test', values, percent / 100, 1)).toBe(expected)
      }),
    )
  })

  it('types 5 and 7 lie on the line through their plotting positions', () => {
    const positions = { 5: (k: number, n: number) => (k - 0.5) / n, 7: (k: number, n: number) => (k - 1) / (n - 1) }
    const series = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 })
    always(
      fc.property(
        series,
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.constantFrom(5 as const, 7 as const),
        (values, p, type) => {
          const sorted = values.toSorted((a, b) => a - b)
          const at = (k: number) => positions[type](k, values.length)
          let expected = p < at(1) ? sorted[0]! : sorted.at(-1)!
          for (let k = 1; k < values.length; k++)
            if (p >= at(k) && p <= at(k + 1))
              expected = sorted[k - 1]! + ((p - at(k)) / (at(k + 1) - at(k))) * (sorted[k]! - sorted[k - 1]!)
          expect(quantile('test', values, p, type)).toBeCloseTo(expected, 8)
        },
      ),
    )
  })
})
