import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { midprice } from '../overlap/midprice.ts'
import type { HighLowClose, Series } from '../series.ts'
import { always } from '../testing/always.ts'
import { testLaws, testLawsOfLines } from '../testing/laws.ts'
import { atWindows, bars, from, total } from '../testing/ordinary.ts'
import { table, type WholeBar, wholeBar, wholeBarOrHole, worstError } from '../testing/series.ts'
import { atr } from '../volatility/atr.ts'
import { trange } from '../volatility/trange.ts'
import { choppiness, createChoppiness } from './choppiness.ts'
import { createIchimoku, ichimoku } from './ichimoku.ts'
import { createSuperTrend, superTrend } from './super-trend.ts'
import { createVortex, vortex } from './vortex.ts'

const laws = { shortestPeriod: 1, bar: wholeBar, barOrHole: wholeBarOrHole } as const
const period = fc.integer({ min: 1, max: 20 })

function flat(length: number): HighLowClose<Series> {
  const price = new Float64Array(length).fill(7)
  return { high: price, low: price, close: price }
}

describe('superTrend', () => {
  const warmUps = { superTrend: (n: number) => n, direction: (n: number) => n }
  testLawsOfLines<WholeBar<number>, 'superTrend' | 'direction'>({
    ...laws,
    batch: (given, n) => superTrend(table(given), n, 0.5),
    create: (n) => createSuperTrend(n, 0.5),
    warmUps,
  })

  test('follows the bands of its definition', () => {
    always(
      fc.property(bars, fc.integer({ min: 1, max: 9 }), (given, n) => {
        const { line, direction } = bySeban(given, n, 0.5)
        const actual = superTrend(given, n, 0.5)
        expect(worstError(actual.superTrend, line)).toBeLessThan(1e-9)
        expect(actual.direction).toEqual(direction)
      }),
    )
  })

  test('never gives way while the trend lasts, and no bar closes beyond it', () => {
    always(
      fc.property(bars, (given) => {
        const { superTrend: line, direction } = superTrend(given, 3, 1)
        for (let i = 3; i < line.length; i++) {
          expect(direction[i]! * given.close[i]!).toBeGreaterThanOrEqual(direction[i]! * line[i]!)
          if (direction[i] === direction[i - 1])
            expect(direction[i]! * line[i]!).toBeGreaterThanOrEqual(direction[i]! * line[i - 1]!)
        }
      }),
    )
  })

  test('stands on the price of flat bars, and starts over behind a hole', () => {
    expect(superTrend(flat(5), 2).superTrend).toEqual(new Float64Array([NaN, NaN, 7, 7, 7]))
    const rising = Float64Array.from({ length: 12 }, (_, i) => (i === 6 ? NaN : 10 * i))
    const { direction } = superTrend({ high: rising, low: rising, close: rising }, 1, 0.5)
    expect([...direction]).toEqual([NaN, -1, 1, 1, 1, 1, NaN, NaN, -1, 1, 1, 1])
  })
})

describe('ichimoku', () => {
  const warmUps = {
    tenkan: () => 2,
    kijun: (n: number) => n - 1,
    senkouA: (n: number) => Math.max(3, n) + 3 - 2,
    senkouB: (n: number) => 2 * n + 3 - 2,
    chikou: () => 0,
  }
  testLawsOfLines<WholeBar<number>, keyof typeof warmUps>({
    ...laws,
    batch: (given, n) => ichimoku(table(given), 3, n, 2 * n, 3),
    create: (n) => createIchimoku(3, n, 2 * n, 3),
    warmUps,
  })

  test('has its lines at the middles of their windows, the cloud from earlier bars and the close where it closed', () => {
    always(
      fc.property(bars, fc.integer({ min: 1, max: 12 }), (given, displacement) => {
        const lines = ichimoku(given, 3, 7, 12, displacement)
        const shifted = (line: Series) => from(line.length, (i) => line[i - (displacement - 1)] ?? NaN)
        const middle = (n: number) => midprice(given, n)
        expect(lines.tenkan).toEqual(middle(3))
        expect(lines.kijun).toEqual(middle(7))
        expect(lines.senkouA).toEqual(shifted(middle(3).map((x, i) => (x + middle(7)[i]!) / 2)))
        expect(lines.senkouB).toEqual(shifted(middle(12)))
        expect(lines.chikou).toEqual(given.close)
      }),
    )
  })

  test('takes 9, 26, 52 and 26 where nothing is said: the whole cloud is there at index 76', () => {
    const given = table(Array.from({ length: 80 }, (_, i) => ({ open: i, high: i + 1, low: i, close: i, volume: 1 })))
    expect(ichimoku(given)).toEqual(ichimoku(given, 9, 26, 52, 26))
    const { senkouA, senkouB } = ichimoku(given)
    expect([senkouA.findIndex((x) => x > 0), senkouB.findIndex((x) => x > 0)]).toEqual([50, 76])
  })
})

describe('vortex', () => {
  const warmUps = { plusVi: (n: number) => n, minusVi: (n: number) => n }
  testLawsOfLines<WholeBar<number>, 'plusVi' | 'minusVi'>({
    ...laws,
    batch: (given, n) => vortex(table(given), n),
    create: createVortex,
    warmUps,
  })

  test('sets both movements against the true ranges', () => {
    always(
      fc.property(bars, period, (given, n) => {
        const { high, low } = given
        const ranges = trange(given)
        const over = (move: (i: number) => number) =>
          atWindows(high.length, n, (window) => total(window.map(move)) / total(window.map((i) => ranges[i]!)))
        const { plusVi, minusVi } = vortex(given, n)
        expect(
          worstError(
            plusVi,
            over((i) => Math.abs(high[i]! - (low[i - 1] ?? NaN))),
          ),
        ).toBeLessThan(1e-9)
        expect(
          worstError(
            minusVi,
            over((i) => Math.abs(low[i]! - (high[i - 1] ?? NaN))),
          ),
        ).toBeLessThan(1e-9)
      }),
    )
  })

  test('has a hole in flat bars too, for as long as a movement reads it', () => {
    const low = new Float64Array([7, NaN, 7, 7, 7])
    // The third bar has a true range of 0, but comes from a low that nobody knows.
    expect(vortex({ ...flat(5), low }, 1).plusVi).toEqual(new Float64Array([NaN, NaN, NaN, 0, 0]))
  })

  test('is 0 on flat bars', () => {
    expect(vortex(flat(3), 2)).toEqual({
      plusVi: new Float64Array([NaN, NaN, 0]),
      minusVi: new Float64Array([NaN, NaN, 0]),
    })
  })
})

describe('choppiness', () => {
  testLaws<WholeBar<number>>({
    ...laws,
    shortestPeriod: 2,
    batch: (given, n) => choppiness(table(given), n),
    create: createChoppiness,
    warmUp: (n) => n,
  })

  test('compares the way with the distance, in powers of the period', () => {
    always(
      fc.property(bars, fc.integer({ min: 2, max: 20 }), (given, n) => {
        const { high, low } = given
        const ranges = trange(given)
        const expected = atWindows(high.length, n, (window) => {
          const range = Math.max(...window.map((i) => high[i]!)) - Math.min(...window.map((i) => low[i]!))
          return 100 * (Math.log(total(window.map((i) => ranges[i]!)) / range) / Math.log(n))
        })
        const lifted = (x: number) => x + 100
        expect(worstError(choppiness(given, n).map(lifted), expected.map(lifted))).toBeLessThan(1e-9)
      }),
    )
  })

  test('has a hole where a close before is not known, also in a window without a range', () => {
    const close = new Float64Array([7, NaN, 7, 7, 7])
    expect(choppiness({ ...flat(5), close }, 2)).toEqual(new Float64Array([NaN, NaN, NaN, NaN, 100]))
  })

  test('is 0 on a straight way without overlap, and 100 on bars that do not move', () => {
    const at = Float64Array.from({ length: 20 }, (_, i) => i)
    // Each bar begins where the one before closed.
    const straight = { high: at.map((x) => x + 1), low: at, close: at.map((x) => x + 1) }
    expect(choppiness(straight, 14)[19]).toBeCloseTo(0, 12)
    expect(choppiness(flat(20), 14)[19]).toBe(100)
    const same = { high: new Float64Array(20).fill(9), low: new Float64Array(20).fill(5), close: flat(20).close }
    expect(choppiness(same, 14)[19]).toBeCloseTo(100, 12)
  })
})

test('refuse parameters that are no such numbers', () => {
  const given = flat(3)
  for (const bad of [0, 1.5, NaN]) {
    expect(() => superTrend(given, bad)).toThrow(`superTrend: period is ${bad}`)
    expect(() => superTrend(given, 2, -bad)).toThrow(bad === 1.5 ? 'multiplier is -1.5' : 'superTrend: multiplier is')
    expect(() => vortex(given, bad)).toThrow(`vortex: period is ${bad}`)
    expect(() => ichimoku(given, 9, bad)).toThrow(`ichimoku: kijunPeriod is ${bad}`)
    expect(() => createIchimoku(9, 26, 52, bad)).toThrow(`ichimoku: displacement is ${bad}`)
  }
  expect(() => choppiness(given, 1)).toThrow('choppiness: period is 1, expected a whole number of bars from 2 to 1e7')
})

/** Bands first, for all bars, and then the side that the price is on. */
function bySeban(given: HighLowClose<Series>, period: number, multiplier: number) {
  const { high, low, close } = given
  const range = atr(given, period)
  const [upper, lower] = [1, -1].map((side) => {
    const band = from(close.length, (i) => (high[i]! + low[i]!) / 2 + side * multiplier * range[i]!)
    for (let i = period + 1; i < close.length; i++) {
      const isWithin = side * close[i - 1]! <= side * band[i - 1]!
      if (isWithin && side * band[i]! > side * band[i - 1]!) band[i] = band[i - 1]!
    }
    return band
  }) as [Float64Array, Float64Array]
  const direction = new Float64Array(close.length).fill(NaN)
  for (let i = period; i < close.length; i++) {
    const before = direction[i - 1]
    direction[i] = close[i]! > upper[i]! ? 1 : close[i]! < lower[i]! ? -1 : before === 1 ? 1 : -1
  }
  return { direction, line: direction.map((side, i) => (side === 1 ? lower[i]! : upper[i]!)) }
}
