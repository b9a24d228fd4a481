import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always } from '../testing/always.ts'
import { directions, testSignalLaws, tick } from '../testing/signal-laws.ts'
import { above, below, createAbove, createBelow } from './above.ts'
import { all, createAll } from './all.ts'
import { any, createAny } from './any.ts'
import { cooldown, createCooldown } from './cooldown.ts'
import { createCrossOver, createCrossUnder, crossOver, crossUnder } from './cross.ts'
import { createNot, not } from './not.ts'
import type { SignalStream, Signals } from './signal.ts'
import { signalsOf } from './signals.ts'
import { createWithin, within } from './within.ts'

type Bar = readonly [price: number, oscillator: number]
const bar: fc.Arbitrary<Bar> = fc.tuple(tick, tick)
const prices = (bars: readonly Bar[]): Float64Array => Float64Array.from(bars, ([price]) => price)
const oscillators = (bars: readonly Bar[]): Float64Array => Float64Array.from(bars, ([, oscillator]) => oscillator)
const one = (bar: Bar): readonly [readonly [number, number], readonly [number, number]] => [
  [bar[0], 5],
  [bar[1], 5],
]

describe('all', () => {
  testSignalLaws({
    batch: (bars, time) => all(crossOver(prices(bars), 5, { time }), not(above(oscillators(bars), 5, { full: 4 }))),
    create: () => fedBy(createAll(createCrossOver(), createNot(createAbove({ full: 4 }))), one),
    bar,
  })

  test('says what all say, as strongly as the weakest', () => {
    expect(readings(all(saying(0.5, -0.5, 0.5, 0.2), saying(0.9, -0.9, -0.9, 0)))).toEqual(['0 0.5', '1 -0.5'])
  })

  test('can say nothing where one of them cannot', () => {
    expect(all(saying(1), saying(NaN)).forLong).toEqual(Float64Array.of(NaN))
  })

  test('takes one that has evidence for both sides to agree with each', () => {
    expect(readings(all(any(saying(0.6), saying(-0.8)), saying(1)))).toEqual(['0 0.6'])
  })

  test('gives the reasons of all', () => {
    const both = all(above(Float64Array.of(6), 5), below(Float64Array.of(4), 5, { direction: 'long' }))
    expect(both.at(0).reasons).toEqual(['The series (6) is above 5', 'The series (4) is below 5'])
  })

  test('lets a veto through where it says nothing, and stops at it where it says the same', () => {
    expect(directions(all(saying(1, 1, 1, -1), not(saying(0, 1, -1, 0))))).toEqual(['0 long', '2 long', '3 short'])
    expect(directions(all(saying(1), not(saying(NaN))))).toEqual([])
  })
})

describe('any', () => {
  testSignalLaws({
    batch: (bars, time) => any(crossOver(prices(bars), 5, { time }), crossUnder(oscillators(bars), 5)),
    create: () => fedBy(createAny(createCrossOver(), createCrossUnder()), one),
    bar,
  })

  test('says what one says, as strongly as the strongest, and sets those off that disagree', () => {
    const signals = any(saying(0.5, 0, 0.75, 1), saying(0.9, -0.3, -0.25, -1))
    expect(readings(signals)).toEqual(['0 0.9', '1 -0.3', '2 0.5'])
  })

  test('is not silenced by one that cannot say anything', () => {
    expect(directions(any(saying(1, NaN), saying(NaN, NaN)))).toEqual(['0 long'])
  })

  test('gives the reasons of those that point its way', () => {
    const mixed = any(above(Float64Array.of(9), 5), below(Float64Array.of(4), 5, { full: 2 }))
    expect(mixed.at(0)).toMatchObject({ strength: 0.5, reasons: ['The series (9) is above 5'] })
  })
})

describe('not', () => {
  testSignalLaws({
    batch: (bars, time) => not(any(above(prices(bars), 5, { time }), below(oscillators(bars), 3))),
    create: () =>
      fedBy(
        createNot(createAny(createAbove(), createBelow())),
        ([a, b]: Bar) =>
          [
            [a, 5],
            [b, 3],
          ] as const,
      ),
    bar,
  })

  test('turns a signal round, and says nothing of nothing', () => {
    expect(readings(not(saying(1, -0.25, 0, NaN)))).toEqual(['0 -1', '1 0.25'])
    expect(not(above(Float64Array.of(6), 5)).at(0).reasons).toEqual(['Contrary to this: The series (6) is above 5'])
  })

  test('is a signal again when it is denied twice', () => {
    expect(directions(not(not(saying(1, -1, 0, NaN))))).toEqual(['0 long', '1 short'])
  })

  test('makes all into any (De Morgan)', () => {
    always(
      fc.property(fc.array(fc.tuple(fc.constantFrom(-1, 0, 1), fc.constantFrom(-1, 0, 1))), (pairs) => {
        const [a, b] = [saying(...pairs.map(([a]) => a)), saying(...pairs.map(([, b]) => b))]
        expect(not(all(not(a), not(b))).forLong).toEqual(any(a, b).forLong)
        expect(not(all(not(a), not(b))).forShort).toEqual(any(a, b).forShort)
      }),
    )
  })
})

describe('within', () => {
  testSignalLaws({
    batch: (bars, time) => within(any(crossOver(prices(bars), 5, { time }), crossUnder(oscillators(bars), 5)), 4),
    create: () => fedBy(createWithin(createAny(createCrossOver(), createCrossUnder()), 4), one),
    bar,
  })

  test('holds a signal for so many bars, its own included, until another one comes', () => {
    const said = within(saying(0, 1, 0, 0, 0, 1, -0.5, 0), 3)
    expect(readings(said)).toEqual(['1 1', '2 1', '3 1', '5 1', '6 -0.5', '7 -0.5'])
  })

  test('is what the last signal within reach said', () => {
    always(
      fc.property(
        fc.array(fc.constantFrom(0, 0, 0, 0.5, -1, NaN)),
        fc.integer({ min: 1, max: 6 }),
        (evidence, bars) => {
          const expected = evidence.map(
            (x, i) =>
              evidence.slice(Math.max(0, i - bars + 1), i + 1).findLast((y) => y !== 0 && !Number.isNaN(y)) ?? x,
          )
          const held = within(saying(...evidence), bars)
          expect(held.forLong).toEqual(saying(...expected).forLong)
          expect(held.forShort).toEqual(saying(...expected).forShort)
        },
      ),
    )
  })

  test('holds it over a hole, and cannot say anything in one that it does not reach', () => {
    expect(within(saying(1, NaN, NaN), 2).forLong).toEqual(Float64Array.of(1, 1, NaN))
  })

  test('says how long ago it was', () => {
    const said = within(crossOver(Float64Array.of(9, 11, 12, 12), 10), 3)
    expect([...said].map(({ reasons }) => reasons[0])).toEqual([
      'The series (11) crossed over 10',
      '1 bar ago: The series (11) crossed over 10',
      '2 bars ago: The series (11) crossed over 10',
    ])
  })
})

describe('cooldown', () => {
  testSignalLaws({
    batch: (bars, time) => cooldown(any(above(prices(bars), 5, { time }), crossUnder(oscillators(bars), 5)), 2),
    create: () => fedBy(createCooldown(createAny(createAbove(), createCrossUnder()), 2), one),
    bar,
  })

  test('is silent for so many bars, whichever way the signal points then', () => {
    expect(readings(cooldown(saying(1, 1, -1, 0.5, 1, 1, 0, -1), 2))).toEqual(['0 1', '3 0.5', '7 -1'])
  })
})

test('a signal at every bar comes through a cooldown at regular intervals', () => {
  for (const bars of [1, 2, 5]) {
    const through = cooldown(saying(...new Array<number>(20).fill(1)), bars)
    expect(through.forLong).toEqual(Float64Array.from({ length: 20 }, (_, i) => (i % (bars + 1) === 0 ? 1 : 0)))
  }
})

test('bars that do not belong together are refused', () => {
  const at = (...time: readonly number[]): Signals =>
    crossOver(new Float64Array(2), 1, { time: Float64Array.from(time) })
  expect(() => all()).toThrow('all: signals are none')
  expect(() => createAny()).toThrow('any: signals are none')
  expect(() => any(saying(1, 1), saying(1))).toThrow('any: signals are of 1 and 2 bars')
  expect(() => all(at(1, 2), at(1, 3))).toThrow('all: signals differ in the time of bar 1, 3 and 2')
  expect(all(saying(0, 0), at(1, 2), at(1, 2)).time).toEqual(Float64Array.of(1, 2))
  for (const bars of [0, 1.5, NaN]) {
    expect(() => within(saying(1), bars)).toThrow('within: bars')
    expect(() => createCooldown(createAbove(), bars)).toThrow('cooldown: bars')
  }
})

/** One signal a bar: above 0 so much for being long, below 0 for being short, NaN where it cannot be said. */
function saying(...evidence: readonly number[]): Signals {
  return signalsOf(
    Float64Array.from(evidence, (x) => Math.max(0, x)),
    Float64Array.from(evidence, (x) => Math.max(0, -x)),
    undefined,
    () => [],
  )
}

function readings(signals: Signals): readonly string[] {
  return directions(signals).map((told) => {
    const i = Number.parseInt(told, 10)
    const { direction, strength } = signals.at(i)
    return `${i} ${direction === 'short' ? -strength : strength}`
  })
}

/** The same stream, fed with something from which its input follows. */
function fedBy<Input, Fed>(stream: SignalStream<Input>, inputOf: (fed: Fed) => Input): SignalStream<Fed> {
  return {
    get value() {
      return stream.value
    },
    update: (fed, time) => stream.update(inputOf(fed), time),
    peek: (fed, time) => stream.peek(inputOf(fed), time),
    reset: stream.reset,
    snapshot: stream.snapshot,
    restore: stream.restore,
  }
}
