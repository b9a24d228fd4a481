import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Series } from '../series.ts'
import { always } from '../testing/always.ts'
import { overWindows, worstError } from '../testing/series.ts'
import { avgdev } from './avgdev.ts'
import { beta } from './beta.ts'
import { correl } from './correl.ts'
import { linearreg } from './linearreg.ts'
import { linearregAngle } from './linearreg-angle.ts'
import { linearregIntercept } from './linearreg-intercept.ts'
import { linearregSlope } from './linearreg-slope.ts'
import { max } from './max.ts'
import { maxindex } from './maxindex.ts'
import { min } from './min.ts'
import { minindex } from './minindex.ts'
import { minmax } from './minmax.ts'
import { minmaxindex } from './minmaxindex.ts'
import { stddev } from './stddev.ts'
import { sum } from './sum.ts'
import { tsf } from './tsf.ts'
import { variance } from './variance.ts'

const price = fc.double({ min: 90, max: 110, noNaN: true })
const prices = fc.array(price, { maxLength: 80 }).map((each) => Float64Array.from(each))
const period = fc.integer({ min: 2, max: 15 })
const total = (window: readonly number[]) => window.reduce((x, y) => x + y, 0)

function agrees(ours: (x: Series, n: number) => Series, define: (window: readonly number[]) => number, lift = 0): void {
  always(
    fc.property(prices, period, (x, n) => {
      const lifted = (value: number) => value + lift
      expect(worstError(ours(x, n).map(lifted), overWindows(x, n, define).map(lifted))).toBeLessThan(1e-9)
    }),
  )
}

describe('statistics of a window', () => {
  test('are what their definitions say', () => {
    agrees(sum, total)
    agrees(min, (window) => Math.min(...window))
    agrees(max, (window) => Math.max(...window))
    agrees(
      (x, n) => minmax(x, n).min,
      (window) => Math.min(...window),
    )
    agrees(
      (x, n) => minmax(x, n).max,
      (window) => Math.max(...window),
    )
    agrees(variance, spread)
    agrees(
      (x, n) => stddev(x, n, 3),
      (window) => 3 * Math.sqrt(spread(window)),
    )
    agrees(avgdev, (window) => total(window.map((x) => Math.abs(x - total(window) / window.length))) / window.length)
  })

  test('vary not at all where the window is flat', () => {
    const flat = new Float64Array(9).fill(0.1)
    for (const each of [variance(flat, 4), stddev(flat, 4), avgdev(flat, 4)]) expect(each[8]).toBeCloseTo(0, 15)
  })

  test('keep their digits at a price of a billion', () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => 1e9 + (i % 2))
    expect(variance(x, 8)[39]).toBeCloseTo(0.25, 9)
  })
})

function spread(window: readonly number[]): number {
  const mean = total(window) / window.length
  return total(window.map((x) => (x - mean) ** 2)) / window.length
}

describe('the line of least squares', () => {
  const fit = (window: readonly number[]) => {
    const n = window.length
    const middle = (n - 1) / 2
    const mean = total(window) / n
    const slope =
      total(window.map((x, i) => (i - middle) * (x - mean))) / total(window.map((_, i) => (i - middle) ** 2))
    return { slope, at: (i: number) => mean + slope * (i - middle) }
  }

  test('is fitted to each window', () => {
    agrees(linearreg, (window) => fit(window).at(window.length - 1))
    agrees(linearregIntercept, (window) => fit(window).at(0))
    agrees(tsf, (window) => fit(window).at(window.length))
    agrees(linearregSlope, (window) => fit(window).slope, 100)
    agrees(linearregAngle, (window) => (Math.atan(fit(window).slope) * 180) / Math.PI, 1000)
  })
})

describe('where an extreme stands', () => {
  test('is told from the beginning of the series', () => {
    const x = new Float64Array([5, 3, 4, 1, 2, 6])
    expect(minindex(x, 3)).toEqual(new Float64Array([NaN, NaN, 1, 3, 3, 3]))
    expect(maxindex(x, 3)).toEqual(new Float64Array([NaN, NaN, 0, 2, 2, 5]))
    expect(minmaxindex(x, 3)).toEqual({ minIdx: minindex(x, 3), maxIdx: maxindex(x, 3) })
  })

  test('is the last of equal ones that came, and the first of those that were left behind', () => {
    // The first whole window is looked through from its beginning: of both 7 the first. When it leaves, the next one is found,
    // and when this leaves the first of the equal 4 that are left.
    expect(maxindex(new Float64Array([5, 7, 7, 4, 4, 3, 4]), 3)).toEqual(new Float64Array([NaN, NaN, 1, 1, 2, 3, 4]))
    expect(minindex(new Float64Array([-5, -7, -7, -4, -4, -3, -4]), 3)).toEqual(
      new Float64Array([NaN, NaN, 1, 1, 2, 3, 4]),
    )
    // The 7 that comes takes the place of the one that is there.
    expect(maxindex(new Float64Array([5, 7, 4, 4, 7]), 4)).toEqual(new Float64Array([NaN, NaN, NaN, 1, 4]))
  })

  test('is not known while a NaN is in the window, and counts it all the same', () => {
    expect(maxindex(new Float64Array([NaN, 2, 1, NaN, 3, 2]), 2)).toEqual(new Float64Array([NaN, NaN, 1, NaN, NaN, 4]))
  })

  test('points at an extreme of its window, always', () => {
    const ties = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 60 })
    always(
      fc.property(ties, fc.integer({ min: 1, max: 9 }), (numbers, n) => {
        const x = Float64Array.from(numbers)
        const [top, bottom] = [max(x, n), min(x, n)]
        const { minIdx, maxIdx } = minmaxindex(x, n)
        maxIdx.forEach((at, i) => {
          if (i < n - 1) {
            expect(at).toBeNaN()
            return
          }
          expect(at).toBeGreaterThan(i - n)
          expect([x[at], x[minIdx[i]!]]).toEqual([top[i], bottom[i]])
        })
      }),
    )
  })
})

describe('two series', () => {
  test('correlate as their co-moments say', () => {
    always(
      fc.property(fc.array(fc.tuple(price, price), { maxLength: 60 }), period, (pairs, n) => {
        const a = Float64Array.from(pairs, ([x]) => x)
        const b = Float64Array.from(pairs, ([, y]) => y)
        const expected = Float64Array.from(pairs, (_, i) => {
          if (i < n - 1) return NaN
          const [xs, ys] = [[...a.subarray(i - n + 1, i + 1)], [...b.subarray(i - n + 1, i + 1)]]
          const [mx, my] = [total(xs) / n, total(ys) / n]
          return total(xs.map((x, k) => ((x - mx) * (ys[k]! - my)) / n)) / Math.sqrt(spread(xs) * spread(ys))
        })
        expect(
          worstError(
            correl(a, b, n).map((x) => x + 10),
            expected.map((x) => x + 10),
          ),
        ).toBeLessThan(1e-9)
      }),
    )
  })

  test('correlate by 1 with themselves, by -1 with their mirror image, and by 0 with what stands still', () => {
    const x = Float64Array.from({ length: 20 }, (_, i) => 100 + ((i * 37) % 11))
    expect(correl(x, x, 5)[19]).toBeCloseTo(1, 12)
    expect(
      correl(
        x,
        x.map((each) => -each),
        5,
      )[19],
    ).toBeCloseTo(-1, 12)
    expect(correl(x, new Float64Array(20).fill(3), 5)[19]).toBe(0)
  })

  test('correlate by 0, and deviate by 0, where both stand still at a price that no binary number hits', () => {
    for (const price of [100.05, 0.1, 84.61, 1e5 / 3]) {
      const still = new Float64Array(40).fill(price)
      expect(correl(still, still, 14).subarray(13)).toEqual(new Float64Array(27))
      expect(avgdev(still, 14).subarray(13)).toEqual(new Float64Array(27))
    }
  })

  test('beta is the slope of the second one’s returns on those of the first', () => {
    const market = Float64Array.from({ length: 30 }, (_, i) => 100 + ((i * 37) % 11))
    const twice = Float64Array.from(market)
    for (let i = 1; i < 30; i++) twice[i] = twice[i - 1]! * (1 + 2 * (market[i]! / market[i - 1]! - 1))
    expect(
      beta(market, twice, 8)
        .subarray(8)
        .every((x) => Math.abs(x - 2) < 1e-9),
    ).toBe(true)
    expect(beta(market, twice, 8).subarray(0, 8).every(Number.isNaN)).toBe(true)
    expect(beta(new Float64Array(9).fill(5), market.subarray(0, 9) as Float64Array, 4)[8]).toBe(0)
  })

  test('must be of one length', () => {
    expect(() => correl(new Float64Array(3), new Float64Array(4), 2)).toThrow('correl: b has 4 numbers, expected 3')
  })
})
