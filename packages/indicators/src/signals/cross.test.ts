import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isIndicatorError } from '../indicator-error.ts'
import { always } from '../testing/always.ts'
import { directions, everyBar, testSignalLaws, tick, ticks } from '../testing/signal-laws.ts'
import { createCrossOver, createCrossUnder, crossOver, crossUnder } from './cross.ts'

const series = (...numbers: readonly number[]): Float64Array => Float64Array.from(numbers)

describe('crossOver', () => {
  testSignalLaws({
    batch: (pairs, time) =>
      crossOver(
        Float64Array.from(pairs, ([a]) => a),
        Float64Array.from(pairs, ([, b]) => b),
        { time, names: ['fast', 'slow'] },
      ),
    create: () => createCrossOver({ names: ['fast', 'slow'] }),
    bar: ticks,
  })

  test.each([
    ['at the first bar above after one below', [9, 11, 12], ['1 long']],
    ['not before it is strictly above: bars at the level in between do not count', [9, 10, 10, 11], ['3 long']],
    ['not when it touches and turns back', [9, 10, 9], []],
    ['not when it comes back from touching the level from above', [11, 10, 11], []],
    ['not when it rises from an equal start', [10, 10, 11], []],
    ['not at the first bar, wherever that is', [11], []],
    ['at nothing of nothing', [], []],
    ['again at each cross', [9, 11, 9, 11], ['1 long', '3 long']],
    ['behind a hole that hid it', [9, NaN, 11], ['2 long']],
    ['not behind a hole that changed nothing', [11, NaN, 11], []],
    ['from minus to plus infinity', [-Infinity, Infinity], ['1 long']],
  ])('is told %s', (_, numbers, expected) => {
    expect(directions(crossOver(series(...numbers), 10))).toEqual(expected)
  })

  test('is told exactly where the last bar on which both differed was below', () => {
    always(
      fc.property(fc.array(ticks, { maxLength: 30, size: 'max' }), (pairs) => {
        const crossed = crossOver(
          Float64Array.from(pairs, ([a]) => a),
          Float64Array.from(pairs, ([, b]) => b),
        )
        const expected = pairs.map(([a, b], i) => {
          if (Number.isNaN(a) || Number.isNaN(b)) return NaN
          const before = pairs.slice(0, i).findLast(([a, b]) => a < b || a > b)
          return a > b && before !== undefined && before[0] < before[1] ? 1 : 0
        })
        expect([...crossed.forLong]).toEqual(expected)
      }),
    )
  })

  test('gives its evidence, reason and time; NaN where nothing can be said', () => {
    const signals = crossOver(series(1, NaN, 3), series(2, 2, 2.5), {
      time: series(5, 6, 7),
      names: ['EMA 12', 'EMA 26'],
    })
    expect(everyBar(signals)).toEqual([
      { direction: 'none', strength: 0, forLong: 0, forShort: 0, reasons: [], time: 5 },
      { direction: 'none', strength: 0, forLong: NaN, forShort: NaN, reasons: [], time: 6 },
      {
        direction: 'long',
        strength: 1,
        forLong: 1,
        forShort: 0,
        reasons: ['EMA 12 (3) crossed over EMA 26 (2.5)'],
        time: 7,
      },
    ])
    expect([...signals].map(({ time }) => time)).toEqual([7])
  })

  test('points the other way where that is asked for, in batch and streaming', () => {
    expect(directions(crossOver(series(69, 71), 70, { direction: 'short' }))).toEqual(['1 short'])
    const stream = createCrossOver({ direction: 'short', names: ['RSI'] })
    stream.update([69, 70])
    expect(stream.update([71.23456789, 70]).reasons).toEqual(['RSI (71.2346) crossed over 70'])
    expect(stream.value).toMatchObject({ direction: 'short', forShort: 1, forLong: 0 })
    expect(stream.value.time).toBeNaN()
  })

  test('tells large prices apart in its reasons', () => {
    const [bitcoin, level] = [series(104122.9, 104123.45), series(104123.1, 104123.2)]
    expect(crossOver(bitcoin, level).at(1).reasons).toEqual(['The series (104123.45) crossed over 104123.2'])
  })

  test('does not depend on the unit', () => {
    always(
      fc.property(fc.array(ticks), fc.constantFrom(1e-9, 0.25, 1024, 1e12), (pairs, unit) => {
        const [a, b] = [Float64Array.from(pairs, ([a]) => a), Float64Array.from(pairs, ([, b]) => b)]
        const scaled = crossOver(
          a.map((x) => x * unit),
          b.map((x) => x * unit),
        )
        expect(scaled.forLong).toEqual(crossOver(a, b).forLong)
      }),
    )
  })

  test('refuses series of different lengths, a level that is none, and a bar that is not there', () => {
    const parameterOf = (action: () => unknown): unknown => {
      try {
        return action()
      } catch (error) {
        return isIndicatorError(error) && error.parameter
      }
    }
    expect(parameterOf(() => crossOver(series(1, 2), series(1)))).toBe('level')
    expect(parameterOf(() => crossOver(series(1, 2), 1, { time: series(1) }))).toBe('time')
    expect(parameterOf(() => crossOver(series(1, 2), NaN))).toBe('level')
    for (const index of [-1, 2, 0.5]) expect(parameterOf(() => crossOver(series(1, 2), 1).at(index))).toBe('index')
  })
})

describe('crossUnder', () => {
  testSignalLaws({
    batch: (numbers, time) => crossUnder(Float64Array.from(numbers), 5, { time }),
    create() {
      const stream = createCrossUnder()
      return {
        ...stream,
        get value() {
          return stream.value
        },
        update: (x: number, time) => stream.update([x, 5], time),
        peek: (x: number, time) => stream.peek([x, 5], time),
      }
    },
    bar: tick,
  })

  test('is crossOver upside down', () => {
    always(
      fc.property(fc.array(ticks), (pairs) => {
        const [a, b] = [Float64Array.from(pairs, ([a]) => a), Float64Array.from(pairs, ([, b]) => b)]
        const under = crossUnder(
          a.map((x) => -x),
          b.map((x) => -x),
        )
        expect(under.forShort).toEqual(crossOver(a, b).forLong)
        expect(under.forLong).toEqual(crossOver(a, b).forShort)
      }),
    )
  })
})
