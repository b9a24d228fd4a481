import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isIndicatorError } from '../indicator-error.ts'
import type { Finder } from '../patterns/finder.ts'
import type { HighLowClose, Series } from '../series.ts'
import { always } from './always.ts'
import { columns } from './series.ts'
import { thrownBy, timesOf } from './signal-laws.ts'

/** Something that looks for patterns, as the laws want to see it. */
export interface FinderSubject<Found> {
  batch(bars: HighLowClose<Series>, time: Series): readonly Found[]
  create(): Finder<Found>
  /** The same thing found upside down. */
  mirrored(found: Found): Found
  /** The same thing found at prices so many times as high. */
  scaled(found: Found, factor: number): Found
}

type Bar = HighLowClose<number>

/** Prices that go up and down by turns, with ties, wicks, flat bars, and now and then a hole. */
const walk: fc.Arbitrary<readonly Bar[]> = fc
  .array(
    fc.record({
      leg: fc.constantFrom(0, 2, 3, 4, 4, 4, 8),
      bars: fc.integer({ min: 1, max: 3 }),
      wick: fc.constantFrom(0, 0, 0, 0, 1),
      hole: fc.oneof(
        { weight: 60, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
      ),
    }),
    { maxLength: 40, size: 'max' },
  )
  .map((legs) => {
    let [price, sign] = [100, 1]
    return legs.flatMap(({ leg, bars, wick, hole }) => {
      const from = price
      price += sign * leg
      sign = -sign
      return Array.from({ length: bars }, (_, i): Bar => {
        const close = from + ((price - from) * (i + 1)) / bars + hole
        return { high: close + wick, low: close - wick, close }
      })
    })
  })

/** Declares the tests that every finder passes. Equal means equal to the bit. */
export function testFinderLaws<Found extends { readonly knownAt: number }>(subject: FinderSubject<Found>): void {
  const { batch, create, mirrored, scaled } = subject
  const find = (bars: readonly Bar[]): readonly Found[] => batch(columns(bars), timesOf(bars))

  test('finds in streaming what it finds in batch, at the bar at which it becomes known, and there is something', () => {
    let told = 0
    always(
      fc.property(walk, (bars) => {
        const finder = create()
        const times = timesOf(bars)
        const streamed = bars.flatMap((bar, i) => {
          const found = finder.update(bar, times[i])
          for (const { knownAt } of found) expect(knownAt).toBe(i)
          return found
        })
        expect(streamed).toEqual(find(bars))
        told += streamed.length
      }),
    )
    expect(told).toBeGreaterThan(20)
  })

  test('never changes or takes back a report when bars are added, and adds none to the past', () => {
    always(
      fc.property(walk, fc.nat(120), (bars, count) => {
        const before = bars.slice(0, count)
        expect(find(before)).toEqual(find(bars).filter(({ knownAt }) => knownAt < before.length))
      }),
    )
  })

  test('peeks at what the next update finds, and leaves no trace', () => {
    always(
      fc.property(walk, (bars) => {
        const finder = create()
        const times = timesOf(bars)
        bars.forEach((bar, i) => {
          const before = finder.snapshot().join()
          finder.peek({ high: 1e6, low: 1, close: 1 })
          const peeked = finder.peek(bar, times[i])
          expect(finder.snapshot().join()).toBe(before)
          expect(finder.update(bar, times[i])).toEqual(peeked)
        })
      }),
    )
  })

  test('goes on from a snapshot that went through JSON as if nothing had happened', () => {
    always(
      fc.property(walk, fc.nat(120), (bars, count) => {
        const [left, right] = [create(), create()]
        const times = timesOf(bars)
        const split = Math.min(count, bars.length)
        for (let i = 0; i < split; i++) left.update(bars[i]!, times[i])
        for (let i = split; i < bars.length; i++) right.update(bars[i]!, times[i])
        right.restore(JSON.parse(JSON.stringify(left.snapshot())))
        for (let i = split; i < bars.length; i++)
          expect(right.update(bars[i]!, times[i])).toEqual(left.update(bars[i]!, times[i]))
      }),
    )
  })

  test('refuses a snapshot of something else, and stays as it was', () => {
    const finder = create()
    finder.update({ high: 3, low: 1, close: 2 })
    const own = finder.snapshot()
    for (const wrong of [own.slice(0, -1), [...own, 0], [], own.with(0, 1)])
      expect(isIndicatorError(thrownBy(() => finder.restore(wrong)))).toBe(true)
    expect(finder.snapshot()).toEqual(own)
  })

  test('finds the mirror image in prices that are turned upside down', () => {
    always(
      fc.property(walk, (bars) => {
        const turned = bars.map(({ high, low, close }) => ({ high: -low, low: -high, close: -close }))
        expect(sorted(find(turned))).toEqual(sorted(find(bars).map(mirrored)))
      }),
    )
  })

  test('does not depend on the unit of the prices, to the bit for powers of two', () => {
    always(
      fc.property(walk, fc.constantFrom(2 ** -20, 0.25, 1024), (bars, factor) => {
        const other = bars.map(({ high, low, close }) => ({
          high: high * factor,
          low: low * factor,
          close: close * factor,
        }))
        expect(find(other)).toEqual(find(bars).map((found) => scaled(found, factor)))
      }),
    )
  })

  test('finds nothing in no bars, in one, and where nothing moves', () => {
    const flat = { high: 10, low: 10, close: 10 }
    for (const count of [0, 1, 100]) expect(find(new Array<Bar>(count).fill(flat))).toEqual([])
  })

  test('forgets everything on reset, and allocates nothing to find nothing', () => {
    always(
      fc.property(walk, (bars) => {
        const finder = create()
        const times = timesOf(bars)
        for (const [i, bar] of bars.entries()) finder.update(bar, times[i])
        finder.reset()
        const again = bars.map((bar, i) => finder.update(bar, times[i]))
        expect(again.flat()).toEqual(find(bars))
        expect(new Set(again.filter(({ length }) => length === 0)).size).toBeLessThan(2)
      }),
    )
  })
}

/** At one bar a high and a low may be told in either order. */
function sorted<Found>(found: readonly Found[]): readonly Found[] {
  const keys = new Map(found.map((each) => [each, JSON.stringify(each)]))
  return found.toSorted((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : 1))
}
