import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Series } from '../series.ts'
import { always } from '../testing/always.ts'
import { testLaws } from '../testing/laws.ts'
import { atWindows, bars, from, prices, total } from '../testing/ordinary.ts'
import { seededAverage } from '../testing/seeded-average.ts'
import { overWindows, price, priceOrHole, table, type WholeBar, wholeBarOrHole, worstError } from '../testing/series.ts'
import { markedBar } from '../testing/sessions.ts'
import { createHma, hma } from './hma.ts'
import { createVwma, vwma } from './vwma.ts'
import { createZlema, zlema } from './zlema.ts'

const period = fc.integer({ min: 1, max: 20 })
const numbers = { shortestPeriod: 1, bar: price, barOrHole: priceOrHole } as const

describe('hma', () => {
  testLaws<number>({
    ...numbers,
    batch: (closes, n) => hma(Float64Array.from(closes), n),
    create: createHma,
    warmUp: (n) => n + Math.floor(Math.sqrt(n)) - 2,
  })

  test('is the weighted average over the root of twice that of a half less that of the whole', () => {
    always(
      fc.property(prices, period, (close, n) => {
        const [half, whole] = [weights(close, Math.max(1, Math.floor(n / 2))), weights(close, n)]
        const ahead = half.map((x, i) => 2 * x - whole[i]!)
        expect(worstError(hma(close, n), weights(ahead, Math.floor(Math.sqrt(n))))).toBeLessThan(1e-9)
      }),
    )
  })

  test('gives the series back for a period of 1, and meets a straight line of 16 bars to the point', () => {
    expect(hma(new Float64Array([3, 0.1, 7]), 1)).toEqual(new Float64Array([3, 0.1, 7]))
    // Behind by (16 - 1) / 3 = 5 and by (8 - 1) / 3: ahead by 5 - 14 / 3 = 1 / 3, and over 4 bars behind by 1.
    const line = Float64Array.from({ length: 30 }, (_, i) => i)
    expect(hma(line, 16)[29]).toBeCloseTo(29 + 1 / 3 - 1, 12)
  })

  test('forgets a hole with its windows', () => {
    const close = Float64Array.from({ length: 20 }, (_, i) => (i === 8 ? NaN : i))
    const holes = [...hma(close, 4)].flatMap((x, i) => (Number.isNaN(x) ? [i] : []))
    expect(holes).toEqual([0, 1, 2, 3, 8, 9, 10, 11, 12])
  })
})

describe('vwma', () => {
  testLaws<WholeBar<number>>({
    batch: (given, n) => vwma(table(given), n),
    create: createVwma,
    shortestPeriod: 1,
    warmUp: (n) => n - 1,
    bar: markedBar,
    barOrHole: wholeBarOrHole,
  })

  test('weighs each close of the window by its volume', () => {
    always(
      fc.property(bars, period, (given, n) => {
        const { close, volume } = given
        const expected = atWindows(close.length, n, (window) => {
          const traded = total(window.map((i) => volume[i]!))
          return total(window.map((i) => close[i]! * (volume[i]! / traded)))
        })
        expect(worstError(vwma(given, n), expected)).toBeLessThan(1e-9)
      }),
    )
  })

  test('has no value where nothing was traded in the window, and is there again afterwards', () => {
    const bars = { close: new Float64Array([5, 6, 7, 8]), volume: new Float64Array([1, 0, 0, 2]) }
    expect(vwma(bars, 2)).toEqual(new Float64Array([NaN, 5, NaN, 8]))
  })
})

describe('zlema', () => {
  testLaws<number>({
    ...numbers,
    batch: (closes, n) => zlema(Float64Array.from(closes), n),
    create: createZlema,
    warmUp: (n) => Math.floor((n - 1) / 2) + n - 1,
  })

  test('averages the series with its last change put on top', () => {
    always(
      fc.property(prices, period, (close, n) => {
        const ahead = from(close.length, (i) => 2 * close[i]! - (close[i - Math.floor((n - 1) / 2)] ?? NaN))
        expect(worstError(zlema(close, n), seededAverage(ahead, n, 2 / (n + 1)))).toBeLessThan(1e-9)
      }),
    )
  })

  test('meets a straight line to the point where the lag of the average is whole', () => {
    const line = Float64Array.from({ length: 30 }, (_, i) => 7 * i)
    expect(zlema(line, 5).at(-1)).toBeCloseTo(7 * 29, 9)
  })
})

test('refuse periods that are no number of bars', () => {
  const close = new Float64Array(3)
  for (const bad of [0, -1, 1.5, NaN, Infinity]) {
    expect(() => hma(close, bad)).toThrow(`hma: period is ${bad}, expected a whole number of bars from 1 to 1e7`)
    expect(() => vwma({ close, volume: close }, bad)).toThrow(`vwma: period is ${bad}`)
    expect(() => zlema(close, bad)).toThrow(`zlema: period is ${bad}`)
  }
  expect(() => vwma({ close, volume: close.subarray(1) }, 2)).toThrow('vwma: volume has 2 numbers, expected 3')
})

function weights(source: Series, period: number): Float64Array {
  return overWindows(source, period, (window) =>
    total(window.map((x, i) => (x * (i + 1)) / ((period * (period + 1)) / 2))),
  )
}
