import { describe, expect, test } from 'vitest'
import { testFinderLaws } from '../testing/finder-laws.ts'
import { createLevels, type Level, type LevelOptions, levels } from './levels.ts'

const narrow: LevelOptions = { swings: { left: 1, right: 1 } }

describe('levels', () => {
  const wide: LevelOptions = { ...narrow, tolerance: 0.01 }
  testFinderLaws<Level>({
    batch: (bars, time) => levels(bars, { ...wide, time }),
    create: () => createLevels(wide),
    mirrored: (level) => ({
      ...level,
      kind: level.kind === 'support' ? 'resistance' : 'support',
      price: -level.price,
      touches: level.touches.map((swing) => ({
        ...swing,
        kind: swing.kind === 'high' ? 'low' : 'high',
        price: -swing.price,
      })),
    }),
    scaled: (level, factor) => ({
      ...level,
      price: factor * level.price,
      touches: level.touches.map((swing) => ({ ...swing, price: factor * swing.price })),
    }),
  })

  test('gather swings near each other, highs and lows alike, and get stronger with each touch', () => {
    expect(told([100, 110, 100, 109.8, 105, 109.9, 112, 110.1, 115])).toEqual([
      'resistance at 109.9 of 2, strength 0.50, known at 4',
      'support at 109.967 of 3, strength 0.67, known at 8',
    ])
  })

  test.each([
    ['the second touch is too far away', [100, 110, 100, 109.4, 105], narrow],
    ['there is one touch', [100, 110, 100], narrow],
    ['there have to be more', [100, 110, 100, 110, 105], { ...narrow, minTouches: 3 }],
    ['the first touch is too long ago', [100, 110, 100, 110, 105], { ...narrow, maxBars: 2 }],
  ])('are none where %s', (_, numbers, options) => {
    expect(told(numbers, options)).toEqual([])
  })

  test('are touched once by one bar, be it a swing high and a swing low', () => {
    const high = Float64Array.of(100.1, 100.3, 100.1)
    const low = Float64Array.of(100, 99.9, 100)
    expect(levels({ high, low, close: low }, narrow)).toEqual([])
    const [level] = levels({ high, low, close: low }, { ...narrow, minTouches: 1 })
    expect(level?.touches).toMatchObject([{ kind: 'high', index: 1 }])
  })

  test('take a touch in where the price is nearest', () => {
    const found = told([100, 110, 100, 111, 100, 110.6, 100.6], { ...narrow, tolerance: 0.008, minTouches: 2 })
    expect(found.at(-1)).toBe('resistance at 110.8 of 2, strength 0.50, known at 6')
  })

  test('take it in at the older of two that are as near', () => {
    const found = told([50, 200, 50, 204, 50, 202, 50], { ...narrow, tolerance: 0.015 })
    expect(found).toEqual(['resistance at 201 of 2, strength 0.50, known at 6'])
  })

  test('refuse options that are none', () => {
    for (const wrong of [{ tolerance: -1 }, { tolerance: 2 }, { minTouches: 0 }, { maxBars: NaN }])
      expect(() => createLevels(wrong)).toThrow(`levels: ${Object.keys(wrong)[0]}`)
  })
})

function told(numbers: readonly number[], options = narrow): readonly string[] {
  const close = Float64Array.from(numbers)
  return levels({ high: close, low: close, close }, options)
    .filter(({ price }) => price > 105)
    .map(
      ({ kind, price, touches, strength, knownAt }) =>
        `${kind} at ${Number(price.toFixed(3))} of ${touches.length}, strength ${strength.toFixed(2)}, known at ${knownAt}`,
    )
}
