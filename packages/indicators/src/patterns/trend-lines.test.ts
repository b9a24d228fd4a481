import { describe, expect, test } from 'vitest'
import { testFinderLaws } from '../testing/finder-laws.ts'
import type { SwingPoint } from './swings.ts'
import { createTrendLines, type TrendLine, type TrendLineOptions, trendLines } from './trend-lines.ts'

const narrow: TrendLineOptions = { swings: { left: 1, right: 1 } }

describe('trend lines', () => {
  const wide: TrendLineOptions = { ...narrow, tolerance: 0.01 }
  testFinderLaws<TrendLine>({
    batch: (bars, time) => trendLines(bars, { ...wide, time }),
    create: () => createTrendLines(wide),
    mirrored: (line) => ({
      ...scaledBy(line, -1),
      kind: line.kind === 'support' ? 'resistance' : 'support',
      touches: line.touches.map((swing) => ({
        ...swing,
        kind: swing.kind === 'high' ? 'low' : 'high',
        price: -swing.price,
      })),
    }),
    scaled: scaledBy,
  })

  test('lead through three swings of one kind, and are drawn to the bar at which they became known', () => {
    const close = Float64Array.of(9, 7, 9, 8, 10, 9, 11)
    const time = Float64Array.from(close, (_, i) => 100 * i)
    const found = trendLines({ high: close, low: close, close }, { ...narrow, time })
    expect(found).toEqual([
      {
        kind: 'support',
        line: [
          { index: 1, time: 100, price: 7 },
          { index: 6, time: 600, price: 9.5 },
        ],
        slopePerBar: 0.5,
        touches: [
          { kind: 'low', index: 1, time: 100, price: 7, knownAt: 2 },
          { kind: 'low', index: 3, time: 300, price: 8, knownAt: 4 },
          { kind: 'low', index: 5, time: 500, price: 9, knownAt: 6 },
        ],
        strength: 1 - 2 / 3,
        knownAt: 6,
      },
    ])
  })

  test.each([
    ['the swing between is beyond it', [90, 70, 90, 79, 100, 90, 110]],
    ['the swing between is short of it', [90, 70, 90, 81, 100, 90, 110]],
    ['there are only two swings', [90, 70, 90, 80, 100]],
    ['the third swing is not certain yet', [90, 70, 90, 80, 100, 90]],
  ])('are none where %s', (_, numbers) => {
    expect(supports(numbers)).toEqual([])
  })

  test('may pass over a swing that does not reach them', () => {
    expect(supports([90, 70, 90, 80, 100, 95, 110, 100, 120])).toEqual([[1, 3, 7]])
  })

  test('touch within the tolerance', () => {
    expect(supports([90, 70, 90, 80.3, 100, 90, 110])).toEqual([[1, 3, 5]])
  })

  test('are looked for among the last swings only', () => {
    expect(supports([90, 70, 90, 80, 100, 95, 110, 100, 120], { ...narrow, maxSwings: 3 })).toEqual([])
  })

  test('refuse options that are none', () => {
    for (const wrong of [{ tolerance: 0 }, { tolerance: 1 }, { minTouches: 1 }, { maxSwings: 1 }])
      expect(() => createTrendLines(wrong)).toThrow(`trendLines: ${Object.keys(wrong)[0]}`)
    expect(() => createTrendLines({ minTouches: 11 })).toThrow(
      'maxSwings is 10, expected a whole number of bars from 11',
    )
  })
})

/** The bars that each line under lows touches. */
function supports(numbers: readonly number[], options = narrow): readonly (readonly number[])[] {
  const close = Float64Array.from(numbers)
  return trendLines({ high: close, low: close, close }, options)
    .filter(({ kind }) => kind === 'support')
    .map(({ touches }) => touches.map(({ index }) => index))
}

function scaledBy(found: TrendLine, factor: number): TrendLine {
  const [from, to] = found.line
  return {
    ...found,
    line: [
      { ...from, price: factor * from.price },
      { ...to, price: factor * to.price },
    ],
    // Adding 0 makes a level line turned upside down a level line, and not one of -0.
    slopePerBar: factor * found.slopePerBar + 0,
    touches: found.touches.map((swing): SwingPoint => ({ ...swing, price: factor * swing.price })),
  }
}
