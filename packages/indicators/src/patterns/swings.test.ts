import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always } from '../testing/always.ts'
import { testFinderLaws } from '../testing/finder-laws.ts'
import { tick } from '../testing/signal-laws.ts'
import { zigzag } from '../trend/zigzag.ts'
import { createSwings, type SwingOptions, type SwingPoint, swings } from './swings.ts'

const line = (numbers: readonly number[], options: SwingOptions): readonly string[] => {
  const close = Float64Array.from(numbers)
  return swings({ high: close, low: close, close }, options).map(
    ({ kind, index, price, knownAt }) => `${kind} ${price} at ${index}, known at ${knownAt}`,
  )
}

describe.each<[string, SwingOptions]>([
  ['pivots', { left: 2, right: 1 }],
  ['a zigzag of percentages', { reversal: 0.03 }],
  ['a zigzag of average true ranges', { atr: 1.5, period: 3 }],
])('swings as %s', (_, options) => {
  testFinderLaws<SwingPoint>({
    batch: (bars, time) => swings(bars, { ...options, time }),
    create: () => createSwings(options),
    mirrored: (swing) => ({ ...swing, kind: swing.kind === 'high' ? 'low' : 'high', price: -swing.price }),
    scaled: (swing, factor) => ({ ...swing, price: factor * swing.price }),
  })
})

describe('a pivot', () => {
  const narrow = { left: 2, right: 2 }

  test('is beyond the bars around it, and known as many bars later as there have to be', () => {
    expect(line([1, 2, 3, 2, 1, 2, 3], narrow)).toEqual(['high 3 at 2, known at 4', 'low 1 at 4, known at 6'])
  })

  test.each([
    ['there are too few bars before it', [2, 3, 2, 1.5]],
    ['there are too few behind it', [1, 2, 3, 2]],
    ['one behind it is higher', [1, 2, 3, 2, 4]],
    ['one before it is as high', [1, 3, 3, 2, 2]],
    ['its window has a hole', [1, 2, 3, NaN, 1]],
    ['it is infinite', [1, 2, Infinity, 2, 1]],
  ])('is none where %s', (_, numbers) => {
    expect(line(numbers, narrow)).toEqual([])
  })

  test('is the first of equal ones', () => {
    expect(line([1, 2, 3, 3, 3, 2, 1], narrow)).toEqual(['high 3 at 2, known at 4'])
  })

  test('is read from the highs and the lows, with the time of its bar', () => {
    const high = Float64Array.of(5, 6, 5)
    const low = Float64Array.of(3, 1, 3)
    const time = Float64Array.of(100, 200, 300)
    expect(swings({ high, low, close: high }, { left: 1, right: 1, time })).toEqual([
      { kind: 'high', index: 1, time: 200, price: 6, knownAt: 2 },
      { kind: 'low', index: 1, time: 200, price: 1, knownAt: 2 },
    ])
  })
})

test('pivots are what their definition says', () => {
  always(
    fc.property(
      fc.array(tick, { maxLength: 40, size: 'max' }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      (numbers, left, right) => {
        const close = Float64Array.from(numbers)
        const expected = numbers.flatMap((price, i) => {
          const [before, after] = [numbers.slice(Math.max(0, i - left), i), numbers.slice(i + 1, i + 1 + right)]
          if (before.length < left || after.length < right || !Number.isFinite(price)) return []
          const kinds: readonly string[] = [
            ...(before.every((each) => each < price) && after.every((each) => each <= price) ? ['high'] : []),
            ...(before.every((each) => each > price) && after.every((each) => each >= price) ? ['low'] : []),
          ]
          return kinds.map((kind) => ({ kind, index: i, price, knownAt: i + right, time: NaN }))
        })
        expect(swings({ high: close, low: close, close }, { left, right })).toEqual(expected)
      },
    ),
  )
})

describe('a zigzag', () => {
  test('turns where the price has come back far enough, at it included, and not before', () => {
    expect(line([100, 120, 109, 108, 100, 109, 110], { reversal: 0.1 })).toEqual([
      'low 100 at 0, known at 1',
      'high 120 at 1, known at 3',
      'low 100 at 4, known at 6',
    ])
  })

  test('counts the first of equal extremes', () => {
    expect(line([100, 120, 115, 120, 100], { reversal: 0.1 })).toEqual([
      'low 100 at 0, known at 1',
      'high 120 at 1, known at 4',
    ])
  })

  test('does not end a move with the bar that takes it further', () => {
    const [high, low] = [Float64Array.of(100, 120, 130, 125), Float64Array.of(100, 118, 90, 100)]
    const found = swings({ high, low, close: low }, { reversal: 0.1 })
    expect(found.map(({ kind, index, knownAt }) => [kind, index, knownAt])).toEqual([
      ['low', 0, 1],
      ['high', 2, 3],
    ])
  })

  test('takes a price that stays where it is for no turn, however little is asked for', () => {
    expect(line([1, 2, 2, 2, 2], { atr: 1, period: 1 })).toEqual(['low 1 at 0, known at 1'])
    expect(line([-5, 0, 0, 0], { reversal: 0.1 })).toEqual(['low -5 at 0, known at 1'])
  })

  test('has the corners of the indicator of that name', () => {
    always(
      fc.property(
        fc.array(tick, { maxLength: 40, size: 'max' }),
        fc.array(tick, { minLength: 40, maxLength: 40 }),
        (from, to) => {
          const high = Float64Array.from(from, (price, i) => Math.max(price, to[i]!))
          const low = Float64Array.from(from, (price, i) => Math.min(price, to[i]!))
          const { index } = zigzag({ high, low }, 25)
          const found = swings({ high, low, close: low }, { reversal: 0.25 })
          expect(found.map((swing) => swing.index)).toEqual(
            [...index].filter((at, i) => at >= 0 && at !== index[i - 1]),
          )
        },
      ),
    )
  })

  test('measures by the average true range once there is one', () => {
    expect(line([100, 102, 104, 106, 104, 102, 100], { atr: 2, period: 2 })).toEqual([
      'low 100 at 0, known at 2',
      'high 106 at 3, known at 5',
    ])
  })
})

test('options that are none are refused', () => {
  for (const wrong of [{ left: 0 }, { right: 0.5 }, { reversal: 0 }, { reversal: NaN }, { atr: -1 }, { atr: Infinity }])
    expect(() => createSwings(wrong)).toThrow(`swings: ${Object.keys(wrong)[0]}`)
  expect(() => createSwings({ reversal: 5 })).toThrow(
    'reversal is 5, expected a share above 0 and below 1: 0.05 is five percent',
  )
  expect(() => createSwings({ atr: 1, period: 0 })).toThrow('period')
  const close = new Float64Array(2)
  expect(() => swings({ high: close, low: new Float64Array(1), close })).toThrow('swings: low')
})
