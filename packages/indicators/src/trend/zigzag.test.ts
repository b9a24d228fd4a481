import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HighLow } from '../series.ts'
import { always } from '../testing/always.ts'
import { testLawsOfLines } from '../testing/laws.ts'
import { priceOrHole, table, type WholeBar, wholeBarOrHole } from '../testing/series.ts'
import { createZigzag, zigzag } from './zigzag.ts'

const step = fc.integer({ min: 80, max: 120 })
const stepBars = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.tuple(step, fc.nat(6)).map(([low, range]) => ({ high: low + range, low })) },
    { weight: 1, arbitrary: fc.record({ high: priceOrHole, low: fc.constant(NaN) }) },
  ),
  { maxLength: 60 },
)
const percent = fc.constantFrom(1, 3, 5, 12.5)

function columns(bars: readonly HighLow<number>[]): HighLow<Float64Array> {
  return { high: Float64Array.from(bars, ({ high }) => high), low: Float64Array.from(bars, ({ low }) => low) }
}

function line(...prices: readonly number[]): HighLow<Float64Array> {
  return columns(prices.map((price) => ({ high: price, low: price })))
}

describe('zigzag', () => {
  // Bars that never move have no swing, so the laws of where values begin say that there are none.
  const never = () => Infinity
  testLawsOfLines<WholeBar<number>, 'price' | 'index' | 'direction'>({
    batch: (bars, period) => zigzag(table(bars), period),
    create: createZigzag,
    shortestPeriod: 1,
    warmUps: { price: never, index: never, direction: never },
    bar: fc.constant({ open: 7, high: 7, low: 7, close: 7, volume: 7 }),
    barOrHole: wholeBarOrHole,
  })

  test('shows a swing at the bar that confirms it, and not before', () => {
    // A rise of 5 % is confirmed at 110, a fall at 104.5, a rise at 109 and a fall at 100.
    const { price, index, direction } = zigzag(line(100, 104, 110, 108, 104.5, 103, 108, 109, 120, 100), 5)
    expect([...price]).toEqual([NaN, NaN, 100, 100, 110, 110, 110, 103, 103, 120])
    expect([...index]).toEqual([NaN, NaN, 0, 0, 2, 2, 2, 5, 5, 8])
    expect([...direction]).toEqual([NaN, NaN, -1, -1, 1, 1, 1, -1, -1, 1])
  })

  test('is what a look back from each bar finds', () => {
    always(
      fc.property(stepBars, percent, (bars, share) => {
        const actual = zigzag(columns(bars), share)
        const expected = bars.map((_, i) => lastSwing(bars.slice(0, i + 1), share))
        expect([...actual.price]).toEqual(expected.map((swing) => swing?.price ?? NaN))
        expect([...actual.index]).toEqual(expected.map((swing) => swing?.index ?? NaN))
        expect([...actual.direction]).toEqual(expected.map((swing) => swing?.direction ?? NaN))
      }),
    )
  })

  test('gives highs and lows in turn, each at a bar of that price, and each known later than it was', () => {
    always(
      fc.property(stepBars, percent, (bars, share) => {
        const { price, index, direction } = zigzag(columns(bars), share)
        for (let i = 0; i < bars.length; i++) {
          if (Number.isNaN(price[i]!)) continue
          const { high, low } = bars[index[i]!]!
          expect(price[i]).toBe(direction[i] === 1 ? high : low)
          expect(index[i]).toBeLessThan(i)
          if (index[i] !== index[i - 1] && index[i - 1]! >= 0) {
            expect(index[i]).toBeGreaterThan(index[i - 1]!)
            expect(direction[i]).toBe(-direction[i - 1]!)
          }
        }
      }),
    )
  })

  test('takes the first of equal highs, and no turn from within one bar', () => {
    expect(zigzag(line(90, 100, 100, 90), 5).index[3]).toBe(1)
    const outside = columns([
      { high: 100, low: 100 },
      { high: 120, low: 80 },
      { high: 118, low: 110 },
    ])
    // The second bar reaches both ways, and the third one comes back from both of its ends.
    expect([...zigzag(outside, 5).price]).toEqual([NaN, NaN, NaN])
    // A bar that makes a new high shows no fall from it, however low it reaches.
    const spike = columns([
      { high: 90, low: 90 },
      { high: 100, low: 99 },
      { high: 130, low: 60 },
      { high: 125, low: 124 },
    ])
    expect([...zigzag(spike, 5).price]).toEqual([NaN, 90, 90, 90])
  })

  test('passes over holes, and counts them as bars', () => {
    const swing = zigzag(line(90, NaN, 100, Infinity, 90), 5)
    expect([...swing.price]).toEqual([NaN, NaN, 90, 90, 100])
    expect([...swing.index]).toEqual([NaN, NaN, 0, 0, 2])
  })

  test('measures from the size of a price, so that spreads below 0 swing too', () => {
    expect([...zigzag(line(-100, -90, -100), 5).price]).toEqual([NaN, -100, -90])
    expect([...zigzag(line(-100, -96, -99), 5).price]).toEqual([NaN, NaN, NaN])
  })

  test('takes a price that stays where it is for no turn, at 0 neither', () => {
    expect([...zigzag(line(-5, 0, 0, 0, 0), 5).price]).toEqual([NaN, -5, -5, -5, -5])
    expect([...zigzag(line(-5, 0, 0, -1, 0), 5).price]).toEqual([NaN, -5, -5, 0, -1])
  })

  test('refuses what is no percentage above 0', () => {
    for (const bad of [0, -5, NaN, Infinity])
      expect(() => zigzag(line(1), bad)).toThrow(`zigzag: percent is ${bad}, expected a finite number above 0`)
  })
})

interface Found {
  readonly price: number
  readonly index: number
  readonly direction: 1 | -1
}

/** The last swing point that the bars confirm, found swing by swing from the first one. */
function lastSwing(bars: readonly HighLow<number>[], percent: number): Found | undefined {
  let found: Found | undefined
  let start = 0
  for (;;) {
    const next = nextSwing(bars, percent, start, found === undefined ? undefined : (-found.direction as 1 | -1))
    if (next === undefined) return found
    found = next.swing
    start = next.confirmedAt
  }
}

/** The earliest bar that comes back far enough from the extreme of the bars from `start` on, and makes none itself. */
function nextSwing(bars: readonly HighLow<number>[], percent: number, start: number, wanted: 1 | -1 | undefined) {
  for (let at = start; at < bars.length; at++) {
    const { high, low } = bars[at]!
    if (!Number.isFinite(high + low)) continue
    const swings = ([1, -1] as const).flatMap((direction) => {
      if (wanted === -direction) return []
      const ends = bars.map((bar, index) => ({
        index,
        end: direction === 1 ? bar.high : bar.low,
        isKnown: Number.isFinite(bar.high + bar.low),
      }))
      const earlier = ends.filter(({ index, isKnown }) => isKnown && index >= start && index < at)
      if (earlier.length === 0) return []
      const price = direction * Math.max(...earlier.map(({ end }) => direction * end))
      const index = earlier.find(({ end }) => end === price)!.index
      const isExtreme = direction * ends[at]!.end > direction * price
      const hasTurned =
        direction * (direction === 1 ? low : high) <= direction * price - (percent / 100) * Math.abs(price)
      return isExtreme || !hasTurned ? [] : [{ price, index, direction }]
    })
    if (swings.length === 1) return { swing: swings[0]! satisfies Found, confirmedAt: at }
  }
  return undefined
}
