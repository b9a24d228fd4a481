import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always } from '../testing/always.ts'
import { testLaws } from '../testing/laws.ts'
import { atWindows, bars, from, total } from '../testing/ordinary.ts'
import { seededAverage } from '../testing/seeded-average.ts'
import { table, type WholeBar, wholeBar, wholeBarOrHole, worstError } from '../testing/series.ts'
import { cmf, createCmf } from './cmf.ts'
import { createForceIndex, forceIndex } from './force-index.ts'

const laws = { shortestPeriod: 1, bar: wholeBar, barOrHole: wholeBarOrHole } as const
const period = fc.integer({ min: 1, max: 20 })
const lifted = (x: number) => x + 1000

describe('cmf', () => {
  testLaws<WholeBar<number>>({
    ...laws,
    batch: (given, n) => cmf(table(given), n),
    create: createCmf,
    warmUp: (n) => n - 1,
  })

  test('is the volume that closed high in its range, less that which closed low, over all of it', () => {
    always(
      fc.property(bars, period, (given, n) => {
        const { high, low, close, volume } = given
        const expected = atWindows(close.length, n, (window) => {
          const share = (i: number) => (2 * close[i]! - high[i]! - low[i]!) / (high[i]! - low[i]!)
          return total(window.map((i) => share(i) * volume[i]!)) / total(window.map((i) => volume[i]!))
        })
        const actual = cmf(given, n)
        // A bar whose ends are one price has no share.
        if (close.every((_, i) => high[i]! > low[i]!))
          expect(worstError(actual.map(lifted), expected.map(lifted))).toBeLessThan(1e-9)
        expect(actual.every((x) => Number.isNaN(x) || Math.abs(x) <= 1 + 1e-12)).toBe(true)
      }),
    )
  })

  test('is 0 where nothing was traded, and where no bar has a range', () => {
    const price = new Float64Array([5, 5])
    expect(cmf({ high: price, low: price, close: price, volume: price }, 2)[1]).toBe(0)
    const low = new Float64Array([4, 4])
    expect(cmf({ high: price, low, close: price, volume: new Float64Array(2) }, 2)[1]).toBe(0)
  })

  test('has a hole where a close has one, also in a bar without a range', () => {
    const price = new Float64Array([5, 5, 5])
    expect(cmf({ high: price, low: price, close: new Float64Array([5, NaN, 5]), volume: price }, 1)).toEqual(
      new Float64Array([0, NaN, 0]),
    )
  })
})

describe('forceIndex', () => {
  testLaws<WholeBar<number>>({
    ...laws,
    batch: (given, n) => forceIndex(table(given), n),
    create: createForceIndex,
    warmUp: (n) => n,
  })

  test('averages the changes times the volume', () => {
    always(
      fc.property(bars, period, (given, n) => {
        const { close, volume } = given
        const force = from(close.length, (i) => (close[i]! - (close[i - 1] ?? NaN)) * volume[i]!)
        const lift = (x: number) => x + 1e6
        const expected = seededAverage(force, n, 2 / (n + 1)).map(lift)
        expect(worstError(forceIndex(given, n).map(lift), expected)).toBeLessThan(1e-9)
      }),
    )
  })

  test('is the force of each bar for a period of 1', () => {
    const bars = { close: new Float64Array([10, 12, 11, 11]), volume: new Float64Array([100, 300, 200, 0]) }
    expect(forceIndex(bars, 1)).toEqual(new Float64Array([NaN, 600, -200, 0]))
  })
})

test('refuse periods that are no number of bars', () => {
  const x = new Float64Array(3)
  for (const bad of [0, 1.5, NaN]) {
    expect(() => cmf({ high: x, low: x, close: x, volume: x }, bad)).toThrow(`cmf: period is ${bad}`)
    expect(() => createForceIndex(bad)).toThrow(`forceIndex: period is ${bad}`)
  }
})
