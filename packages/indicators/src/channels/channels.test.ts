import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ema } from '../overlap/ema.ts'
import { always } from '../testing/always.ts'
import { testLawsOfLines } from '../testing/laws.ts'
import { atWindows, bars } from '../testing/ordinary.ts'
import { table, type WholeBar, wholeBar, wholeBarOrHole, worstError } from '../testing/series.ts'
import { atr } from '../volatility/atr.ts'
import { createDonchian, donchian } from './donchian.ts'
import { createKeltner, keltner } from './keltner.ts'

type Line = 'upper' | 'middle' | 'lower'
const laws = { shortestPeriod: 1, bar: wholeBar, barOrHole: wholeBarOrHole } as const
const period = fc.integer({ min: 1, max: 20 })
const all = (warmUp: (n: number) => number) => ({ upper: warmUp, middle: warmUp, lower: warmUp })

describe('donchian', () => {
  testLawsOfLines<WholeBar<number>, Line>({
    ...laws,
    batch: (given, n) => donchian(table(given), n),
    create: createDonchian,
    warmUps: all((n) => n - 1),
  })

  test('spans the highest high and the lowest low of the window, the bar itself among them', () => {
    always(
      fc.property(bars, period, (given, n) => {
        const { high, low } = given
        const upper = atWindows(high.length, n, (window) => Math.max(...window.map((i) => high[i]!)))
        const lower = atWindows(high.length, n, (window) => Math.min(...window.map((i) => low[i]!)))
        expect(donchian(given, n)).toEqual({ upper, middle: upper.map((x, i) => (x + lower[i]!) / 2), lower })
      }),
    )
  })

  test('has holes only on the lines that read them, for as long as they are in the window', () => {
    const bars = { high: new Float64Array([5, NaN, 7, 8]), low: new Float64Array([1, 2, 3, 4]) }
    const { upper, middle, lower } = donchian(bars, 2)
    expect(upper).toEqual(new Float64Array([NaN, NaN, NaN, 8]))
    expect(middle).toEqual(new Float64Array([NaN, NaN, NaN, 5.5]))
    expect(lower).toEqual(new Float64Array([NaN, 1, 2, 3]))
  })
})

describe('keltner', () => {
  testLawsOfLines<WholeBar<number>, Line>({
    ...laws,
    batch: (given, n) => keltner(table(given), n, 2, 5),
    create: (n) => createKeltner(n, 2, 5),
    warmUps: all((n) => Math.max(n - 1, 5)),
  })

  test('stands so many average true ranges from the exponential average', () => {
    always(
      fc.property(bars, period, period, (given, n, m) => {
        const [average, range] = [ema(given.close, n), atr(given, m)]
        const { upper, middle, lower } = keltner(given, n, 1.5, m)
        const at = (k: number) => average.map((x, i) => x + k * range[i]!)
        expect(worstError(upper, at(1.5))).toBeLessThan(1e-12)
        expect(worstError(middle, at(0))).toBeLessThan(1e-12)
        expect(worstError(lower, at(-1.5))).toBeLessThan(1e-12)
      }),
    )
  })

  test('closes up on flat bars, and takes 20, 2 and 10 where nothing is said', () => {
    const flat = new Float64Array(30).fill(7)
    const given = { high: flat, low: flat, close: flat }
    expect(keltner(given)).toEqual(keltner(given, 20, 2, 10))
    expect(keltner(given).upper.subarray(19)).toEqual(new Float64Array(11).fill(7))
  })
})

test('refuse parameters that are no such numbers', () => {
  const x = new Float64Array(3)
  const given = { high: x, low: x, close: x }
  for (const bad of [0, 1.5, NaN]) {
    expect(() => donchian(given, bad)).toThrow(`donchian: period is ${bad}`)
    expect(() => keltner(given, bad)).toThrow(`keltner: period is ${bad}`)
    expect(() => createKeltner(5, 2, bad)).toThrow(`keltner: atrPeriod is ${bad}`)
  }
  expect(() => keltner(given, 5, NaN)).toThrow('keltner: multiplier is NaN, expected a finite number')
})
