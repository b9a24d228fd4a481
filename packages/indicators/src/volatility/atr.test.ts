import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HighLowClose } from '../series.ts'
import { always } from '../testing/always.ts'
import { testLaws } from '../testing/laws.ts'
import { seededAverage } from '../testing/seeded-average.ts'
import { bar, barOrHole, columns, worstError } from '../testing/series.ts'
import { atr, createAtr } from './atr.ts'
import { trange } from './trange.ts'

const nothing = { high: NaN, low: NaN, close: NaN }

describe('atr', () => {
  testLaws<HighLowClose<number>>({
    batch: (bars, period) => atr(columns(bars), period),
    create: createAtr,
    shortestPeriod: 1,
    warmUp: (period) => period,
    bar,
    barOrHole,
  })

  test('averages true ranges as Wilder did', () => {
    const bars = [
      { high: 12, low: 10, close: 11 },
      { high: 13, low: 10, close: 12 }, // 3
      { high: 17, low: 15, close: 16 }, // 17 - 12 = 5
      { high: 14, low: 13, close: 13 }, // 16 - 13 = 3
      { high: 13, low: 13, close: 13 }, // 0
      { high: 20, low: 14, close: 15 }, // 20 - 13 = 7
    ]
    // The seed is (3 + 5 + 3 + 0) / 4 = 2.75, then (3 * 2.75 + 7) / 4 = 3.8125.
    expect(atr(columns(bars), 4)).toEqual(new Float64Array([NaN, NaN, NaN, NaN, 2.75, 3.8125]))
  })

  test('is the true range for a period of 1', () => {
    always(
      fc.property(fc.array(bar, { maxLength: 30 }), (bars) => {
        expect(atr(columns(bars), 1)).toEqual(trange(columns(bars)))
      }),
    )
  })

  test('is within 1e-9 of its definition, with huge and tiny prices mixed', () => {
    always(
      fc.property(fc.array(bar, { maxLength: 90 }), fc.integer({ min: 1, max: 30 }), (bars, period) => {
        const expected = seededAverage(byDefinition(bars), period, 1 / period)
        expect(worstError(atr(columns(bars), period), expected)).toBeLessThan(1e-9)
      }),
    )
  })

  test('scales with the price and does not feel its level', () => {
    const whole = fc.integer({ min: 1, max: 1e6 })
    const wholeBar = fc.record({ high: whole, low: whole, close: whole })
    always(
      fc.property(fc.array(wholeBar, { maxLength: 40 }), (bars) => {
        const moved = bars.map(({ high, low, close }) => ({
          high: (high + 1e9) * 8,
          low: (low + 1e9) * 8,
          close: (close + 1e9) * 8,
        }))
        expect(atr(columns(moved), 5)).toEqual(atr(columns(bars), 5).map((range) => 8 * range))
      }),
    )
  })

  test('starts over behind a missing bar, as if the series began there', () => {
    const piece = fc.array(bar, { maxLength: 20 })
    always(
      fc.property(piece, piece, fc.integer({ min: 1, max: 7 }), (before, after, period) => {
        const whole = atr(columns([...before, nothing, ...after]), period)
        const parts = [before, after].map((bars) => [...atr(columns(bars), period)])
        expect([...whole]).toEqual([...parts[0]!, NaN, ...parts[1]!])
      }),
    )
  })

  test('shows no Infinity, and starts over behind one', () => {
    const still = { high: 11, low: 10, close: 10 }
    const bars = [still, still, still, { ...still, high: Infinity }, still, still, still]
    expect([...atr(columns(bars), 2)]).toEqual([NaN, NaN, 1, NaN, NaN, 1, 1])
  })
})

function byDefinition(bars: readonly HighLowClose<number>[]): Float64Array {
  return Float64Array.from(bars, ({ high, low }, i) => {
    const before = bars[i - 1]
    if (before === undefined) return NaN
    // The range of the bar, stretched to the close before it.
    return Math.max(high, before.close) - Math.min(low, before.close)
  })
}
