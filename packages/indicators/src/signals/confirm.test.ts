import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always } from '../testing/always.ts'
import { everyBar, testSignalLaws, tick } from '../testing/signal-laws.ts'
import { above, createAbove } from './above.ts'
import { all } from './all.ts'
import { type Confirming, confirm, createConfirm, type HigherBar } from './confirm.ts'
import { createCrossOver, crossOver } from './cross.ts'
import type { Signals } from './signal.ts'

/** Bars of 5 that open at 0, 5, 10 …, and bars of 15 over them. */
const closes = { closes: 5, higherCloses: 15 } as const
const lowerTimes = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i * 5)
const higherTimes = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i * 15)

describe('confirm', () => {
  test('counts a higher bar from its close on, until the next one closes', () => {
    const confirmed = confirm(steady(9), trend(1, 0, 1), closes)
    // The bars of 15 close at 15, 30 and 45, as do the third, the sixth and the ninth of 5.
    expect(confirmed.forLong).toEqual(Float64Array.of(NaN, NaN, 1, 1, 1, 0, 0, 0, 1))
  })

  test('goes by the times at which bars really close, where a session ends early', () => {
    const confirmed = confirm(steady(4), trend(1), { closes: 5, higherCloses: Float64Array.of(10) })
    expect(confirmed.forLong).toEqual(Float64Array.of(NaN, 1, 1, 1))
    const late = confirm(steady(4), trend(1), { closes: Float64Array.of(5, 10, 14, 20), higherCloses: 15 })
    expect(late.forLong).toEqual(Float64Array.of(NaN, NaN, NaN, 1))
  })

  test('gives the reasons of both, and the time of the lower bar', () => {
    expect(confirm(steady(3), trend(1), closes).at(2)).toMatchObject({
      time: 10,
      reasons: ['The series (1) is above 0', 'Trend (1) is above 0'],
    })
  })

  test('says nothing where there are no bars above, or none below', () => {
    expect([...confirm(steady(3), trend(), closes)]).toEqual([])
    expect(confirm(steady(0), trend(1), closes)).toHaveLength(0)
  })

  test('never looks ahead: whatever comes after a close changes nothing of what was said at it', () => {
    always(
      fc.property(
        fc.array(tick, { maxLength: 30, size: 'max' }),
        fc.array(tick, { minLength: 10, maxLength: 10 }),
        fc.nat(30),
        (lower, higher, now) => {
          const said = (lowerBars: readonly number[], higherBars: readonly number[]): Signals =>
            confirm(
              crossOver(Float64Array.from(lowerBars), 5, { time: lowerTimes(lowerBars.length) }),
              above(Float64Array.from(higherBars), 5, { time: higherTimes(higherBars.length) }),
              closes,
            )
          // At the close of bar `now` only what has closed by then is there, and what comes is made up.
          const cut = lower.slice(0, now + 1)
          const closed = higher.slice(0, Math.floor((5 * cut.length) / 15))
          const expected = everyBar(said(lower, higher)).slice(0, cut.length)
          expect(everyBar(said(cut, closed))).toEqual(expected)
          expect(everyBar(said(cut, [...closed, 9, 1, 9].slice(0, 10)))).toEqual(expected)
        },
      ),
    )
  })

  test('goes by the last higher bar that has closed, wherever the bars of either lie', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20, size: 'max' })
    always(
      fc.property(gaps, gaps, (lowerGaps, higherGaps) => {
        const [low, high] = [timesFrom(lowerGaps), timesFrom(higherGaps.map((gap) => 2 * gap))]
        const rising = above(high, 0, { time: high, full: 1000 })
        const confirmed = confirm(above(low, 0, { time: low }), rising, { closes: 1, higherCloses: 2 })
        // The strength of a higher bar is its own time, by a thousand: so one sees which of them counted.
        const expected = Float64Array.from(low, (time) => (high.findLast((open) => open + 2 <= time + 1) ?? NaN) / 1000)
        expect(confirmed.forLong).toEqual(expected)
      }),
    )
  })

  test('says in streaming what it says in batch, however the bars fall', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30, size: 'max' })
    always(
      fc.property(gaps, gaps, fc.array(tick, { minLength: 60, maxLength: 60 }), (lowerGaps, higherGaps, numbers) => {
        const [low, high] = [timesFrom(lowerGaps), timesFrom(higherGaps.map((gap) => 3 * gap))]
        const [a, b] = [
          Float64Array.from(numbers.slice(0, low.length)),
          Float64Array.from(numbers.slice(30, 30 + high.length)),
        ]
        const batch = confirm(crossOver(a, 5, { time: low }), above(b, 5, { time: high }), {
          closes: 1,
          higherCloses: 3,
        })
        const stream = createConfirm(createCrossOver(), createAbove())
        let next = 0
        const streamed = Array.from(low, (time, i) => {
          const higher: HigherBar<readonly [number, number]>[] = []
          for (; next < high.length && high[next]! + 3 <= time + 1; next++)
            higher.push({ bar: [b[next]!, 5], time: high[next]!, closeTime: high[next]! + 3 })
          const input = { bar: [a[i]!, 5], closeTime: time + 1, higher } as const
          const before = stream.snapshot()
          const peeked = { ...stream.peek(input, time) }
          expect(stream.snapshot()).toEqual(before)
          const said = { ...stream.update(input, time) }
          expect(peeked).toEqual(said)
          return said
        })
        expect(streamed).toEqual(everyBar(batch))
      }),
    )
  })

  test('refuses a bar that has not closed yet, and stays as it was', () => {
    const stream = createConfirm(createCrossOver(), createAbove())
    stream.update({ bar: [9, 10], closeTime: 5 }, 0)
    const before = stream.snapshot()
    const early = { bar: [11, 10], closeTime: 10, higher: [{ bar: [1, 0], time: 0, closeTime: 15 }] } as const
    expect(() => stream.update(early, 5)).toThrow('confirm: higher has a bar that closes at 15, after this one at 10')
    expect(stream.snapshot()).toEqual(before)
  })

  test('stays as it was where a third timeframe refuses its bar, whichever of the two it confirms', () => {
    const pair = { bar: [11, 10], closeTime: 10 } as const
    const early = { ...pair, higher: [{ bar: [1, 0], time: 0, closeTime: 99 }] } as const
    const above = createConfirm(createCrossOver(), createConfirm(createCrossOver(), createAbove()))
    const below = createConfirm(createConfirm(createCrossOver(), createAbove()), createCrossOver())
    const [aboveBefore, belowBefore] = [above.snapshot(), below.snapshot()]
    for (const how of ['peek', 'update'] as const) {
      const twice = [
        { bar: { ...pair, closeTime: 5 }, time: 0, closeTime: 5 },
        { bar: early, time: 5, closeTime: 10 },
      ]
      expect(() => above[how]({ ...pair, higher: twice })).toThrow('closes at 99')
      expect(() => below[how]({ bar: early, closeTime: 10, higher: [{ ...pair, time: 0 }] })).toThrow('closes at 99')
      expect(above.snapshot()).toEqual(aboveBefore)
      expect(below.snapshot()).toEqual(belowBefore)
    }
  })

  test('refuses a bar that it was fed with already, on either timeframe, and stays as it was', () => {
    const stream = createConfirm(createCrossOver(), createAbove())
    const hour = { bar: [1, 0], time: 0, closeTime: 15 } as const
    stream.update({ bar: [9, 10], closeTime: 15, higher: [hour] }, 10)
    const before = stream.snapshot()
    const again = (): unknown => stream.update({ bar: [11, 10], closeTime: 20, higher: [hour] }, 15)
    expect(again).toThrow('confirm: higher has a bar that closes at 15, and the last one closed at 15')
    for (const feed of [stream.update, stream.peek])
      expect(() => feed({ bar: [11, 10], closeTime: 15 }, 10)).toThrow('closeTime is 15, and the last bar closed at 15')
    expect(stream.snapshot()).toEqual(before)
    stream.reset()
    stream.restore(before)
    expect(again).toThrow('the last one closed at 15')
    stream.reset()
    expect(again).not.toThrow()
  })

  test.each([
    ['times that are missing', () => confirm(steady(2), above(new Float64Array(1), 0), closes), 'higher has no times'],
    [
      'a bar that closes before it opens',
      () => confirm(steady(2), trend(1), { closes: -5, higherCloses: 15 }),
      'closes',
    ],
    [
      'closes of other bars',
      () => confirm(steady(2), trend(1), { closes: 5, higherCloses: lowerTimes(2) }),
      'higherCloses',
    ],
    [
      'bars out of order',
      () => confirm(steady(2), trend(1), { closes: Float64Array.of(9, 8), higherCloses: 15 }),
      'closes',
    ],
  ])('refuses %s', (_, action, complaint) => {
    expect(action).toThrow(`confirm: ${complaint}`)
  })
})

describe('confirm of two signals at the same bars', () => {
  type Pair = readonly [number, number]
  testSignalLaws<Pair>({
    batch: (pairs, time) =>
      confirm(
        crossOver(
          Float64Array.from(pairs, ([a]) => a),
          5,
          { time },
        ),
        above(
          Float64Array.from(pairs, ([, b]) => b),
          5,
          { time },
        ),
        { closes: 1, higherCloses: 1 },
      ),
    create() {
      const stream = createConfirm(createCrossOver(), createAbove())
      const input = ([a, b]: Pair, time = NaN): Confirming<Pair, Pair> => ({
        bar: [a, 5],
        closeTime: time + 1,
        higher: [{ bar: [b, 5], time, closeTime: time + 1 }],
      })
      return {
        ...stream,
        get value() {
          return stream.value
        },
        update: (pair, time) => stream.update(input(pair, time), time),
        peek: (pair, time) => stream.peek(input(pair, time), time),
      }
    },
    bar: fc.tuple(tick, tick),
  })

  test('is all of them', () => {
    const [time, a, b] = [Float64Array.of(0, 1), Float64Array.of(4, 6), Float64Array.of(6, 6)]
    const parts = [crossOver(a, 5, { time }), above(b, 5, { time })] as const
    const confirmed = confirm(...parts, { closes: 1, higherCloses: 1 })
    expect(everyBar(confirmed)).toEqual(everyBar(all(...parts)))
  })
})

function steady(count: number): Signals {
  return above(new Float64Array(count).fill(1), 0, { time: lowerTimes(count) })
}

function trend(...numbers: readonly number[]): Signals {
  return above(Float64Array.from(numbers), 0, { time: higherTimes(numbers.length), names: ['Trend'] })
}

function timesFrom(gaps: readonly number[]): Float64Array {
  let time = 0
  return Float64Array.from(gaps, (gap) => (time += gap))
}
