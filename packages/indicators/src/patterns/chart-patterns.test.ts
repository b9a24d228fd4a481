import { describe, expect, test } from 'vitest'
import { testFinderLaws } from '../testing/finder-laws.ts'
import { type ChartPattern, type ChartPatternOptions, chartPatterns, createChartPatterns } from './chart-patterns.ts'
import type { FormationKind } from './formation.ts'
import type { SwingPoint } from './swings.ts'

/** Every local extreme is a swing, known one bar later. */
const narrow: ChartPatternOptions = { swings: { left: 1, right: 1 } }

describe.each<[string, ChartPatternOptions]>([
  ['pivots', { ...narrow, tolerance: 0.3 }],
  ['a zigzag', { swings: { atr: 1.5, period: 3 }, tolerance: 0.3, shoulderTolerance: 0.5, maxBars: 8 }],
])('chart patterns of %s', (_, options) => {
  testFinderLaws<ChartPattern>({
    batch: (bars, time) => chartPatterns(bars, { ...options, time }),
    create: () => createChartPatterns(options),
    mirrored: (pattern) => ({
      ...scaledBy(pattern, -1),
      kind: upsideDown[pattern.kind],
      direction: pattern.direction === 'long' ? 'short' : 'long',
      points: pattern.points.map((swing) => ({
        ...swing,
        kind: swing.kind === 'high' ? 'low' : 'high',
        price: -swing.price,
      })),
    }),
    scaled: (pattern, factor) => scaledBy(pattern, factor),
  })
})

describe('a double top', () => {
  const top = [5, 4, 7, 10, 8, 6, 8, 10, 9, 7, 5]

  test('is completed with its second top, and confirmed by the first close below the valley', () => {
    expect(told(top)).toEqual(['double-top completed at 8, target 2', 'double-top confirmed at 10, target 2'])
  })

  test('carries what it takes to draw it', () => {
    const time = Float64Array.from(top, (_, i) => 100 * i)
    const close = Float64Array.from(top)
    const [, confirmed] = chartPatterns({ high: close, low: close, close }, { ...narrow, time })
    expect(confirmed).toEqual({
      kind: 'double-top',
      direction: 'short',
      stage: 'confirmed',
      points: [
        { kind: 'high', index: 3, time: 300, price: 10, knownAt: 4 },
        { kind: 'low', index: 5, time: 500, price: 6, knownAt: 6 },
        { kind: 'high', index: 7, time: 700, price: 10, knownAt: 8 },
      ],
      neckline: [
        { index: 5, time: 500, price: 6 },
        { index: 10, time: 1000, price: 6 },
      ],
      target: 2,
      completedAt: 8,
      confirmedAt: 10,
      knownAt: 10,
    })
  })

  test('may be completed and confirmed by the same bar', () => {
    expect(told([5, 4, 7, 10, 8, 6, 8, 10, 5])).toEqual([
      'double-top completed at 8, target 2',
      'double-top confirmed at 8, target 2',
    ])
  })

  test('may have tops a little apart: its height is that of the higher one', () => {
    expect(told([5, 4, 10, 6, 9.5, 5])).toEqual([
      'double-top completed at 5, target 2',
      'double-top confirmed at 5, target 2',
    ])
  })

  test.each([
    ['the tops are further apart than tolerated', [5, 4, 7, 10, 8, 6, 8, 9, 8.5, 7, 5], narrow],
    ['the price has not come up to it', [8, 6.5, 7, 10, 8, 6, 8, 10, 9, 7, 5], narrow],
    ['the second top is not certain yet', [5, 4, 7, 10, 8, 6, 8, 10], narrow],
    ['there is no second one', [5, 4, 7, 10, 8, 6, 5, 4, 3], narrow],
  ])('is none where %s', (_, numbers, options) => {
    expect(told(numbers, options)).toEqual([])
  })

  test('is none where one bar went beyond its tops and below its valley in between', () => {
    const high = Float64Array.of(5, 4, 10, 8, 14, 8, 6, 10, 9)
    const low = high.map((price, i) => (i === 4 ? 2 : price))
    expect(chartPatterns({ high, low, close: low.with(4, 8) }, narrow)).toEqual([])
  })

  test.each([
    ['a close is at the neckline and not beyond it', [6, 7], narrow],
    ['a close is above its tops first', [10.5, 5, 4], narrow],
    ['it takes too long: as long again as from top to top', [8, 7.9, 7.8, 7.7, 7.6, 5], narrow],
    ['it takes longer than asked for', [8, 7, 5], { ...narrow, maxBars: 2 }],
  ])('is not confirmed where %s', (_, numbers, options) => {
    const doubles = told([5, 4, 7, 10, 8, 6, 8, 10, 9, ...numbers], options).filter((each) => each.includes('target 2'))
    expect(doubles).toEqual(['double-top completed at 8, target 2'])
  })
})

describe('a double bottom', () => {
  test('is a double top upside down', () => {
    expect(told([15, 16, 13, 10, 12, 14, 12, 10.2, 11, 13, 15])).toEqual([
      'double-bottom completed at 8, target 18',
      'double-bottom confirmed at 10, target 18',
    ])
  })
})

describe('a triple top', () => {
  test('has three tops, and is confirmed below the deeper valley', () => {
    expect(told([5, 4, 7, 10, 6, 10, 6.5, 10, 9, 6.2, 5]).filter((each) => each.startsWith('triple'))).toEqual([
      'triple-top completed at 8, target 2',
      'triple-top confirmed at 10, target 2',
    ])
  })

  test('is none where one of them is too low', () => {
    expect(told([5, 4, 7, 10, 6, 9, 6.5, 10, 9, 5]).filter((each) => each.startsWith('triple'))).toEqual([])
  })
})

describe('a head and shoulders', () => {
  test('is confirmed below the line through its valleys, and aims as far down as the head is above it', () => {
    expect(told([13, 12, 16, 14, 19, 14, 16, 15, 14, 13])).toEqual([
      'head-and-shoulders completed at 7, target 9',
      'head-and-shoulders confirmed at 9, target 9',
    ])
  })

  test('may have a neckline that rises: it is taken where it has come', () => {
    const close = Float64Array.of(13, 12, 16, 13.5, 19, 14, 16, 15, 14.6)
    const [completed, confirmed] = chartPatterns({ high: close, low: close, close }, narrow)
    expect(completed).toMatchObject({ kind: 'head-and-shoulders', stage: 'completed', completedAt: 7, target: 9.25 })
    expect(confirmed).toMatchObject({ stage: 'confirmed', confirmedAt: 8, target: 9.5 })
    expect(confirmed?.neckline).toMatchObject([
      { index: 3, price: 13.5 },
      { index: 8, price: 14.75 },
    ])
  })

  test.each([
    ['the head is hardly above the shoulders', [13, 12, 18.5, 14, 19, 14, 18.5, 15]],
    ['the shoulders are not alike', [13, 12, 16, 14, 19, 14, 18, 15]],
    ['the valleys are not alike', [13, 12, 16.5, 15.5, 19, 13, 16.5, 15]],
    ['the price has not come up to it', [16, 14.5, 16, 14, 19, 14, 16, 15]],
    ['the middle is the lowest', [13, 12, 19, 14, 16, 14, 19, 15]],
    ['the neckline has risen past the right shoulder', [11, 10, 15, 12, 20, 14, 14.2, 14.4, 14.6, 14.8, 15, 14.5]],
    ['it had not come down to the left one', [11, 10, 15, 14.8, 14.6, 14.4, 14.2, 14, 20, 12, 15, 14]],
  ])('is none where %s', (_, numbers) => {
    expect(told(numbers).filter((each) => each.startsWith('head'))).toEqual([])
  })

  test('upside down points to the long side', () => {
    const close = Float64Array.of(27, 28, 24, 26, 21, 26, 24, 25, 27)
    const found = chartPatterns({ high: close, low: close, close }, narrow)
    expect(found.map(({ kind, direction, target }) => [kind, direction, target])).toEqual([
      ['inverse-head-and-shoulders', 'long', 31],
      ['inverse-head-and-shoulders', 'long', 31],
    ])
  })
})

test('options that are none are refused', () => {
  for (const wrong of [
    { tolerance: 0 },
    { tolerance: 15 },
    { shoulderTolerance: 1 },
    { shoulderTolerance: NaN },
    { maxBars: 0 },
    { maxBars: 1.5 },
  ])
    expect(() => createChartPatterns(wrong)).toThrow(`chartPatterns: ${Object.keys(wrong)[0]}`)
  expect(() => createChartPatterns({ swings: { left: 0 } })).toThrow('chartPatterns: left')
})

const upsideDown: Readonly<Record<FormationKind, FormationKind>> = {
  'double-top': 'double-bottom',
  'double-bottom': 'double-top',
  'triple-top': 'triple-bottom',
  'triple-bottom': 'triple-top',
  'head-and-shoulders': 'inverse-head-and-shoulders',
  'inverse-head-and-shoulders': 'head-and-shoulders',
}

function told(numbers: readonly number[], options = narrow): readonly string[] {
  const close = Float64Array.from(numbers)
  return chartPatterns({ high: close, low: close, close }, options).map(
    ({ kind, stage, knownAt, target }) => `${kind} ${stage} at ${knownAt}, target ${target}`,
  )
}

function scaledBy(pattern: ChartPattern, factor: number): ChartPattern {
  const [from, to] = pattern.neckline
  return {
    ...pattern,
    points: pattern.points.map((swing): SwingPoint => ({ ...swing, price: factor * swing.price })),
    neckline: [
      { ...from, price: factor * from.price },
      { ...to, price: factor * to.price },
    ],
    target: factor * pattern.target,
  }
}
