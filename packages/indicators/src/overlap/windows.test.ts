import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HighLowClose, Series } from '../series.ts'
import { always } from '../testing/always.ts'
import { testLaws, testLawsOfLines } from '../testing/laws.ts'
import {
  bar,
  columns,
  overWindows,
  price,
  priceOrHole,
  table,
  type WholeBar,
  wholeBar,
  wholeBarOrHole,
  worstError,
} from '../testing/series.ts'
import { accbands, createAccbands } from './accbands.ts'
import { bbands, createBbands } from './bbands.ts'
import { createKama, kama } from './kama.ts'
import { createMidpoint, midpoint } from './midpoint.ts'
import { createMidprice, midprice } from './midprice.ts'
import { sma } from './sma.ts'
import { createTrima, trima } from './trima.ts'

const scenario = [fc.array(price, { maxLength: 90 }), fc.integer({ min: 1, max: 20 })] as const

describe('trima', () => {
  testLaws<number>({
    batch: (closes, period) => trima(Float64Array.from(closes), period),
    create: createTrima,
    shortestPeriod: 1,
    warmUp: (period) => period - 1,
    bar: price,
    barOrHole: priceOrHole,
  })

  test('weighs 1, 2, 3, 2, 1 over five bars and 1, 2, 2, 1 over four', () => {
    always(
      fc.property(...scenario, (prices, period) => {
        const weights = Array.from({ length: period }, (_, i) => Math.min(i + 1, period - i))
        const total = weights.reduce((sum, weight) => sum + weight)
        const close = Float64Array.from(prices)
        const expected = overWindows(close, period, (window) =>
          window.reduce((sum, x, i) => sum + (x * weights[i]!) / total, 0),
        )
        expect(worstError(trima(close, period), expected)).toBeLessThan(1e-9)
      }),
    )
  })
})

describe('kama', () => {
  testLaws<number>({
    batch: (closes, period) => kama(Float64Array.from(closes), period),
    create: createKama,
    shortestPeriod: 1,
    warmUp: (period) => period,
    bar: price,
    barOrHole: priceOrHole,
  })

  test('is within 1e-9 of its definition', () => {
    const ordinary = fc.double({ min: 90, max: 110, noNaN: true })
    always(
      fc.property(fc.array(ordinary, { maxLength: 90 }), fc.integer({ min: 1, max: 20 }), (prices, period) => {
        const close = Float64Array.from(prices)
        expect(worstError(kama(close, period), byKaufman(close, period))).toBeLessThan(1e-9)
      }),
    )
  })

  test('stands still where prices do, and runs where they run', () => {
    expect(kama(new Float64Array([7, 7, 7, 7]), 2)).toEqual(new Float64Array([NaN, NaN, 7, 7]))
    // Straight up: 4 / 9 of each step.
    expect(kama(new Float64Array([1, 2, 3]), 2)[2]).toBeCloseTo(2 + 4 / 9, 12)
  })
})

function byKaufman(close: Series, period: number): Float64Array {
  let average = NaN
  return Float64Array.from(close, (x, i) => {
    if (i < period) return NaN
    let way = 0
    for (let k = i - period + 1; k <= i; k++) way += Math.abs(close[k]! - close[k - 1]!)
    const ratio = way === 0 ? 1 : Math.abs(x - close[i - period]!) / way
    const base = i === period ? close[i - 1]! : average
    average = base + (ratio * (2 / 3 - 2 / 31) + 2 / 31) ** 2 * (x - base)
    return average
  })
}

describe('midpoint', () => {
  testLaws<number>({
    batch: (closes, period) => midpoint(Float64Array.from(closes), period),
    create: createMidpoint,
    shortestPeriod: 1,
    warmUp: (period) => period - 1,
    bar: price,
    barOrHole: fc.oneof({ weight: 9, arbitrary: price }, fc.constant(NaN)),
  })

  test('is halfway between the ends of each window', () => {
    always(
      fc.property(...scenario, (prices, period) => {
        const close = Float64Array.from(prices)
        const expected = overWindows(close, period, (window) => (Math.max(...window) + Math.min(...window)) / 2)
        expect(midpoint(close, period)).toEqual(expected)
      }),
    )
  })
})

describe('midprice', () => {
  testLaws<WholeBar<number>>({
    batch: (bars, period) => midprice(table(bars), period),
    create: createMidprice,
    shortestPeriod: 1,
    warmUp: (period) => period - 1,
    bar: wholeBar,
    barOrHole: wholeBarOrHole,
  })

  test('is halfway between the highest high and the lowest low', () => {
    const bars = { high: new Float64Array([5, 6, 4, 9]), low: new Float64Array([3, 4, 1, 2]) }
    expect(midprice(bars, 2)).toEqual(new Float64Array([NaN, 4.5, 3.5, 5]))
  })
})

describe('bbands', () => {
  testLawsOfLines<number, 'upper' | 'middle' | 'lower'>({
    batch: (closes, period) => bbands(Float64Array.from(closes), period, 2, 1),
    create: (period) => createBbands(period, 2, 1),
    shortestPeriod: 1,
    warmUps: { upper: (period) => period - 1, middle: (period) => period - 1, lower: (period) => period - 1 },
    bar: price,
    barOrHole: priceOrHole,
  })

  test('stands so many deviations of the population from the mean', () => {
    const ordinary = fc.double({ min: 90, max: 110, noNaN: true })
    always(
      fc.property(fc.array(ordinary, { maxLength: 90 }), fc.integer({ min: 2, max: 20 }), (prices, period) => {
        const close = Float64Array.from(prices)
        const { upper, middle, lower } = bbands(close, period, 2, 1)
        const deviation = overWindows(close, period, (window) => {
          const mean = window.reduce((sum, x) => sum + x) / period
          return Math.sqrt(window.reduce((sum, x) => sum + (x - mean) ** 2, 0) / period)
        })
        const expected = (k: number) => sma(close, period).map((mean, i) => mean + k * deviation[i]!)
        expect(worstError(middle, sma(close, period))).toBeLessThan(1e-12)
        expect(worstError(upper, expected(2))).toBeLessThan(1e-9)
        expect(worstError(lower, expected(-1))).toBeLessThan(1e-9)
      }),
    )
  })

  test('keeps its digits at a price of a billion', () => {
    const close = Float64Array.from({ length: 50 }, (_, i) => 1e9 + (i % 2))
    const { upper, lower } = bbands(close, 10, 2)
    expect(upper[49]! - lower[49]!).toBeCloseTo(2, 6)
  })

  test('closes up on a flat series', () => {
    expect(bbands(new Float64Array(9).fill(0.1), 3).upper.subarray(2)).toEqual(new Float64Array(7).fill(0.1))
  })

  test.each(['ema', 'wma', 'dema', 'tema', 'trima', 'kama', 'mama', 't3'] as const)(
    'takes %s for its middle, in streaming as in batch',
    (ma) => {
      const close = Float64Array.from({ length: 80 }, (_, i) => 100 + ((i * 37) % 11))
      const { upper, middle, lower } = bbands(close, 5, 2, 2, { ma })
      const streaming = createBbands(5, 2, 2, { ma })
      close.forEach((x, i) => {
        expect({ ...streaming.update(x) }).toEqual({ upper: upper[i], middle: middle[i], lower: lower[i] })
      })
      expect(middle.some((x) => x > 0)).toBe(true)
    },
  )

  test('refuses what is no number of deviations, and an average that there is not', () => {
    expect(() => bbands(new Float64Array(3), 2, NaN)).toThrow('bbands: deviationsUp is NaN, expected a finite number')
    expect(() => bbands(new Float64Array(3), 2, 2, 2, { ma: 'best' as 'sma' })).toThrow('bbands: ma is best')
  })

  test('writes into three arrays that share no memory', () => {
    const upper = new Float64Array(4)
    const out = { upper, middle: upper, lower: new Float64Array(4) }
    expect(() => bbands(new Float64Array(4), 2, 2, 2, { out })).toThrow('overlaps upper')
  })
})

describe('accbands', () => {
  testLawsOfLines<HighLowClose<number>, 'upper' | 'middle' | 'lower'>({
    batch: (bars, period) => accbands(columns(bars), period),
    create: createAccbands,
    shortestPeriod: 1,
    warmUps: { upper: (period) => period - 1, middle: (period) => period - 1, lower: (period) => period - 1 },
    bar,
    barOrHole: fc.oneof({ weight: 4, arbitrary: bar }, fc.constant({ high: NaN, low: NaN, close: NaN })),
  })

  test('stretches highs and lows by four times their range over their sum', () => {
    // 4 * 2 / 8 = 1 and 4 * 2 / 16 = 0.5
    const bars = { high: new Float64Array([5, 9]), low: new Float64Array([3, 7]), close: new Float64Array([4, 8]) }
    expect(accbands(bars, 2)).toEqual({
      upper: new Float64Array([NaN, (10 + 13.5) / 2]),
      middle: new Float64Array([NaN, 6]),
      lower: new Float64Array([NaN, (0 + 3.5) / 2]),
    })
  })
})
