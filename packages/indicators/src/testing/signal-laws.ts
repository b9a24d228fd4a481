import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isIndicatorError } from '../indicator-error.ts'
import type { Series } from '../series.ts'
import type { Signal, SignalStream, Signals } from '../signals/signal.ts'
import { always } from './always.ts'

/** A signal as the laws want to see it. */
export interface SignalSubject<Input> {
  batch(bars: readonly Input[], time: Series): Signals
  create(): SignalStream<Input>
  /** Bars of few prices, so that there is something to tell, with ties and holes. */
  readonly bar: fc.Arbitrary<Input>
}

/** Small whole numbers, near each other, and now and then a hole. */
export const tick: fc.Arbitrary<number> = fc.oneof(
  { weight: 15, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
)

export const ticks: fc.Arbitrary<readonly [number, number]> = fc.tuple(tick, tick)

/** Declares the tests that every signal passes. Equal means equal to the bit. */
export function testSignalLaws<Input>({ batch, create, bar }: SignalSubject<Input>): void {
  const scenario = fc.array(bar, { maxLength: 30, size: 'max' })
  const split = fc.record({ bars: scenario, share: fc.double({ min: 0, max: 1, noNaN: true }) }).map((drawn) => {
    const at = Math.round(drawn.share * drawn.bars.length)
    return { bars: drawn.bars, before: drawn.bars.slice(0, at), after: drawn.bars.slice(at) }
  })

  test('says in streaming what it says in batch, and there is something to say', () => {
    let told = 0
    always(
      fc.property(scenario, (bars) => {
        const signals = batch(bars, timesOf(bars))
        const stream = create()
        const streamed = bars.map((each, i) => ({ ...stream.update(each, timeOf(i)) }))
        expect(streamed).toEqual(everyBar(signals))
        told += [...signals].length
      }),
    )
    expect(told).toBeGreaterThan(20)
  })

  test('has evidence from 0 to 1, and words exactly where it has a direction', () => {
    always(
      fc.property(scenario, (bars) => {
        for (const { direction, strength, forLong, forShort, reasons } of everyBar(batch(bars, timesOf(bars)))) {
          expect(forLong).not.toSatisfy((evidence: number) => evidence < 0 || evidence > 1)
          expect(forShort).not.toSatisfy((evidence: number) => evidence < 0 || evidence > 1)
          expect(strength > 0 && strength <= 1).toBe(direction !== 'none')
          if (direction === 'none') expect(strength).toBe(0)
          if (direction === 'none') expect(reasons).toEqual([])
        }
      }),
    )
  })

  test('never changes what it said when bars are added', () => {
    always(
      fc.property(split, ({ bars, before }) => {
        const whole = everyBar(batch(bars, timesOf(bars)))
        expect(whole.slice(0, before.length)).toEqual(everyBar(batch(before, timesOf(before))))
      }),
    )
  })

  test('peeks at what the next update says, and leaves no trace', () => {
    always(
      fc.property(scenario, bar, (bars, forming) => {
        const stream = create()
        bars.forEach((each, i) => {
          const value = { ...stream.value }
          const snapshot = stream.snapshot().join()
          stream.peek(forming, timeOf(i) + 1)
          const peeked = { ...stream.peek(each, timeOf(i)) }
          expect(stream.value).toEqual(value)
          expect(stream.snapshot().join()).toBe(snapshot)
          expect(stream.update(each, timeOf(i))).toEqual(peeked)
        })
      }),
    )
  })

  test('goes on from a snapshot that went through JSON as if nothing had happened', () => {
    always(
      fc.property(split, ({ before, after }) => {
        const [left, right] = [create(), create()]
        feedAll(left, before)
        feedAll(right, after)
        right.restore(JSON.parse(JSON.stringify(left.snapshot())))
        expect(right.value).toEqual(left.value)
        after.forEach((each, i) => {
          expect(right.update(each, timeOf(i + before.length))).toEqual({
            ...left.update(each, timeOf(i + before.length)),
          })
        })
      }),
    )
  })

  test('refuses a snapshot of something else, and stays as it was', () => {
    always(
      fc.property(scenario, (bars) => {
        const stream = create()
        feedAll(stream, bars)
        const value = { ...stream.value }
        const own = stream.snapshot()
        const other = create()
        feedAll(other, bars.toReversed())
        for (const wrong of [own.slice(0, -1), [...own, 0], [], own.with(0, 1), other.snapshot().slice(0, -1)])
          expect(isIndicatorError(thrownBy(() => stream.restore(wrong)))).toBe(true)
        expect(stream.snapshot().join()).toBe(own.join())
        expect(stream.value).toEqual(value)
      }),
    )
  })

  test('forgets everything on reset', () => {
    always(
      fc.property(scenario, (bars) => {
        const stream = create()
        feedAll(stream, bars)
        stream.reset()
        expect(stream.snapshot()).toEqual(create().snapshot())
        expect(stream.value).toEqual(create().value)
      }),
    )
  })

  test('allocates nothing to say nothing, and a signal that was kept is never overwritten', () => {
    always(
      fc.property(scenario, (bars) => {
        const stream = create()
        const said = bars.map((each, i) => stream.update(each, timeOf(i)))
        expect(new Set(said.filter(({ direction }) => direction === 'none')).size).toBeLessThan(2)
        const kept = said.filter(({ direction }) => direction !== 'none')
        expect(kept).toEqual([...batch(bars, timesOf(bars))])
      }),
    )
  })
}

/** What an action throws. */
export function thrownBy(action: () => void): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

function feedAll<Input>(stream: SignalStream<Input>, bars: readonly Input[]): void {
  for (const [i, bar] of bars.entries()) stream.update(bar, timeOf(i))
}

/** What is said at each bar. */
export function everyBar(signals: Signals): readonly Signal[] {
  return Array.from({ length: signals.length }, (_, i) => signals.at(i))
}

/** The index and the direction of each bar that has one. */
export function directions(signals: Signals): readonly string[] {
  return everyBar(signals).flatMap(({ direction }, i) => (direction === 'none' ? [] : [`${i} ${direction}`]))
}

export function timesOf(bars: readonly unknown[]): Float64Array {
  return Float64Array.from(bars, (_, i) => timeOf(i))
}

function timeOf(index: number): number {
  return 1_000 + index * 60
}
