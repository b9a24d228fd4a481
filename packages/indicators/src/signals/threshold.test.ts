import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isIndicatorError } from '../indicator-error.ts'
import { always } from '../testing/always.ts'
import { directions, testSignalLaws, ticks } from '../testing/signal-laws.ts'
import { above, below, createAbove, createBelow } from './above.ts'
import { createEntering, createLeaving, entering, leaving } from './entering.ts'
import type { ThresholdOptions } from './threshold.ts'

const series = (...numbers: readonly number[]): Float64Array => Float64Array.from(numbers)
const options: ThresholdOptions = { hysteresis: 1.5, full: 3, names: ['RSI', 'SMA'] }
const first = (pairs: readonly (readonly [number, number])[]): Float64Array => Float64Array.from(pairs, ([a]) => a)
const second = (pairs: readonly (readonly [number, number])[]): Float64Array => Float64Array.from(pairs, ([, b]) => b)

describe('above', () => {
  testSignalLaws({
    batch: (pairs, time) => above(first(pairs), second(pairs), { ...options, time }),
    create: () => createAbove(options),
    bar: ticks,
  })

  test('holds while the series is strictly above, from the first bar on', () => {
    expect(directions(above(series(51, 50, 49, 50, 51), 50))).toEqual(['0 long', '4 long'])
  })

  test('holds on until the series has come back by the hysteresis, and begins at the level all the same', () => {
    const held = above(series(68, 71, 68, 66, 65, 68, 70, 70.5), 70, { hysteresis: 5 })
    expect(directions(held)).toEqual(['1 long', '2 long', '3 long', '7 long'])
  })

  test('grows in strength from where it would leave', () => {
    expect(above(series(50, 55, 60, 80), 50, { full: 20 }).forLong).toEqual(series(0, 0.25, 0.5, 1))
    expect(above(series(51, 46), 50, { hysteresis: 5, full: 10 }).forLong).toEqual(series(0.6, 0.1))
  })

  test('cannot be said in a hole, and remembers what held before it', () => {
    const held = above(series(NaN, 71, NaN, 68), 70, { hysteresis: 5 })
    expect(held.forLong).toEqual(series(NaN, 1, NaN, 1))
    expect(held.forShort).toEqual(series(NaN, 0, NaN, 0))
  })

  test('says so, and does not say it where only the hysteresis holds it', () => {
    const held = above(series(71, 68), 70, { hysteresis: 5, names: ['RSI'] })
    expect(held.at(0).reasons).toEqual(['RSI (71) is above 70'])
    expect(held.at(1).reasons).toEqual(['RSI (68) has not come back by 5 from above 70'])
  })
})

describe('below', () => {
  testSignalLaws({
    batch: (pairs, time) => below(first(pairs), second(pairs), { time }),
    create: () => createBelow(),
    bar: ticks,
  })
})

describe('entering', () => {
  testSignalLaws({
    batch: (pairs, time) => entering(first(pairs), 'above', second(pairs), { ...options, time }),
    create: () => createEntering('above', options),
    bar: ticks,
  })

  test('is told once, and again only when the series has left in between', () => {
    const numbers = series(68, 71, 69, 71, 64, 71)
    expect(directions(entering(numbers, 'above', 70, { hysteresis: 5 }))).toEqual(['1 long', '5 long'])
    expect(directions(entering(numbers, 'above', 70))).toEqual(['1 long', '3 long', '5 long'])
  })

  test('is not told of a series that begins beyond the level, and is of one that begins at it', () => {
    expect(directions(entering(series(71, 72), 'above', 70))).toEqual([])
    expect(directions(entering(series(70, 72), 'above', 70))).toEqual(['1 long'])
  })
})

describe('leaving', () => {
  testSignalLaws({
    batch: (pairs, time) => leaving(first(pairs), 'below', second(pairs), { ...options, time }),
    create: () => createLeaving('below', options),
    bar: ticks,
  })

  test('takes no distance of full strength, since its strength is 1', () => {
    // @ts-expect-error Leaving is of one strength.
    expect(leaving(series(28, 31), 'below', 30, { full: 20 }).forLong).toEqual(series(0, 1))
  })

  test('is told when the series is back by the hysteresis, at it included', () => {
    expect(directions(leaving(series(28, 31, 34.9, 35, 36), 'below', 30, { hysteresis: 5 }))).toEqual(['3 long'])
    expect(leaving(series(28, 31), 'below', 30).at(1).reasons).toEqual(['The series (31) came back from below 30'])
  })
})

test('each is its mirror image upside down', () => {
  always(
    fc.property(fc.array(ticks), (pairs) => {
      const [a, b] = [first(pairs), second(pairs)]
      const [minusA, minusB] = [a.map((x) => -x), b.map((x) => -x)]
      const mirrored = [
        [above(a, b, options), below(minusA, minusB, options)],
        [entering(a, 'above', b, options), entering(minusA, 'below', minusB, options)],
        [leaving(a, 'above', b, options), leaving(minusA, 'below', minusB, options)],
      ] as const
      for (const [upright, inverted] of mirrored) {
        expect(inverted.forShort).toEqual(upright.forLong)
        expect(inverted.forLong).toEqual(upright.forShort)
      }
    }),
  )
})

test('a series enters and leaves exactly where it begins and ceases to be above', () => {
  always(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 3, max: 6 }))), (pairs) => {
      const [a, b] = [first(pairs), second(pairs)]
      const held = above(a, b, { hysteresis: 2 }).forLong
      const [entered, left] = [entering(a, 'above', b, { hysteresis: 2 }), leaving(a, 'above', b, { hysteresis: 2 })]
      expect(entered.forLong).toEqual(held.map((now, i) => (i > 0 && now > held[i - 1]! ? 1 : 0)))
      expect(left.forShort).toEqual(held.map((now, i) => (i > 0 && now < held[i - 1]! ? 1 : 0)))
    }),
  )
})

test.each([
  ['hysteresis', { hysteresis: -1 }],
  ['hysteresis', { hysteresis: NaN }],
  ['full', { full: 0 }],
  ['full', { full: Infinity }],
])('refuses a distance that is none: %s', (parameter, wrong) => {
  for (const action of [() => above(series(1), 1, wrong), () => createEntering('above', wrong)])
    expect(action).toThrow(expect.toSatisfy((error) => isIndicatorError(error) && error.parameter === parameter))
})
