import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HighLowClose } from '../series.ts'
import { always } from '../testing/always.ts'
import { testLaws } from '../testing/laws.ts'
import { bar, barOrHole, columns } from '../testing/series.ts'
import { createTrange, trange } from './trange.ts'

describe('trange', () => {
  testLaws<HighLowClose<number>>({
    batch: (bars) => trange(columns(bars)),
    create: createTrange,
    shortestPeriod: 1,
    warmUp: () => 1,
    bar,
    barOrHole,
  })

  test('is the range of the bar, or reaches to the close before it', () => {
    const bars = [
      { high: 12, low: 10, close: 11 }, // no close before
      { high: 13, low: 10, close: 12 }, // within: 13 - 10
      { high: 17, low: 15, close: 16 }, // gap up: 17 - 12
      { high: 14, low: 13, close: 13 }, // gap down: 16 - 13
      { high: 13, low: 13, close: 13 }, // flat
    ]
    expect(trange(columns(bars))).toEqual(new Float64Array([NaN, 3, 5, 3, 0]))
  })

  test('has no value exactly where one of its three prices is missing', () => {
    const maybe = fc.oneof({ weight: 5, arbitrary: fc.constant(9) }, fc.constant(NaN))
    always(
      fc.property(fc.array(fc.record({ high: maybe, low: maybe, close: maybe }), { maxLength: 30 }), (bars) => {
        trange(columns(bars)).forEach((value, i) => {
          const read = [bars[i]!.high, bars[i]!.low, bars[i - 1]?.close ?? NaN]
          expect(Number.isNaN(value)).toBe(read.some(Number.isNaN))
        })
      }),
    )
  })
})
