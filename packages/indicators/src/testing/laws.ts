import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Streaming } from '../streaming.ts'
import { always } from './always.ts'

/** An indicator with one line of output, as the laws want to see it. */
export interface Subject<Input> {
  batch(bars: readonly Input[], period: number): Float64Array
  create(period: number): Streaming<Input, number>
  readonly shortestPeriod: number
  /** The index of the first value. */
  warmUp(period: number): number
  readonly bar: fc.Arbitrary<Input>
  readonly barOrHole: fc.Arbitrary<Input>
}

/** An indicator with several lines of output. */
export interface LinesSubject<Input, Name extends string> extends Omit<Subject<Input>, 'batch' | 'create' | 'warmUp'> {
  batch(bars: readonly Input[], period: number): Readonly<Record<Name, Float64Array>>
  create(period: number): Streaming<Input, Readonly<Record<Name, number>>>
  /** Of each line, the index of its first value. */
  readonly warmUps: Readonly<Record<Name, (period: number) => number>>
}

/** The same tests for each line by itself. */
export function testLawsOfLines<Input, Name extends string>(subject: LinesSubject<Input, Name>): void {
  const { batch, create, warmUps, ...rest } = subject
  for (const name of Object.keys(warmUps) as Name[])
    describe(name, () => {
      testLaws<Input>({
        ...rest,
        batch: (bars, period) => batch(bars, period)[name],
        create(period) {
          const { peek, update, reset, snapshot, restore, value } = create(period)
          return {
            get value() {
              return value[name]
            },
            peek: (bar) => peek(bar)[name],
            update: (bar) => update(bar)[name],
            reset,
            snapshot,
            restore,
          }
        },
        warmUp: warmUps[name],
      })
    })
}

/** Declares the tests that every indicator passes, whatever it computes. Equal means equal to the bit. */
export function testLaws<Input>({ batch, create, shortestPeriod, warmUp, bar, barOrHole }: Subject<Input>): void {
  const periods = fc.integer({ min: shortestPeriod, max: 12 })
  const scenario = periods.chain((period) =>
    fc.record({ period: fc.constant(period), bars: fc.array(barOrHole, { maxLength: 3 * period + 2, size: 'max' }) }),
  )
  const splitScenario = fc.record({ scenario, share: fc.double({ min: 0, max: 1, noNaN: true }) }).map((drawn) => {
    const { period, bars } = drawn.scenario
    const split = Math.round(drawn.share * bars.length)
    return { period, bars, before: bars.slice(0, split), after: bars.slice(split) }
  })

  test('gives as many numbers as there are bars, and for none an empty array', () => {
    always(
      fc.property(scenario, ({ period, bars }) => {
        expect(batch(bars, period)).toHaveLength(bars.length)
      }),
    )
    expect(batch([], 14)).toEqual(new Float64Array(0))
  })

  test('has no value in the warm-up, be it longer than the series, and one at every bar from there on', () => {
    always(
      fc.property(
        fc.integer({ min: shortestPeriod, max: 50 }),
        fc.array(bar, { maxLength: 60, size: 'max' }),
        (period, bars) => {
          const expected = bars.map((_, i) => i < warmUp(period))
          expect(Array.from(batch(bars, period), Number.isNaN)).toEqual(expected)
        },
      ),
    )
  })

  test('never changes an earlier value when bars are added', () => {
    always(
      fc.property(splitScenario, ({ period, bars, before }) => {
        expect(batch(bars, period).subarray(0, before.length)).toEqual(batch(before, period))
      }),
    )
  })

  test('gives in streaming what it gives in batch', () => {
    always(
      fc.property(scenario, ({ period, bars }) => {
        const indicator = create(period)
        expect(indicator.value).toBeNaN()
        const streamed = bars.map((each) => {
          const value = indicator.update(each)
          expect(indicator.value).toBe(value)
          return value
        })
        expect(Float64Array.from(streamed)).toEqual(batch(bars, period))
      }),
    )
  })

  test('peeks at what the next update gives, and leaves no trace', () => {
    always(
      fc.property(scenario, barOrHole, ({ period, bars }, forming) => {
        const indicator = create(period)
        for (const each of bars) {
          const { value } = indicator
          const snapshot = indicator.snapshot()
          indicator.peek(forming)
          const peeked = indicator.peek(each)
          expect(indicator.value).toBe(value)
          expect(indicator.snapshot()).toEqual(snapshot)
          expect(indicator.update(each)).toBe(peeked)
        }
      }),
    )
  })

  test('goes on from a snapshot that went through JSON as if nothing had happened', () => {
    always(
      fc.property(splitScenario, ({ period, before, after }) => {
        const [left, right] = [create(period), create(period)]
        for (const each of before) left.update(each)
        for (const each of after) right.update(each)
        right.restore(JSON.parse(JSON.stringify(left.snapshot())))
        expect(right.value).toBe(left.value)
        for (const each of after) expect(right.update(each)).toBe(left.update(each))
      }),
    )
  })

  test('forgets everything on reset', () => {
    always(
      fc.property(scenario, ({ period, bars }) => {
        const indicator = create(period)
        for (const each of bars) indicator.update(each)
        indicator.reset()
        expect(indicator.snapshot()).toEqual(create(period).snapshot())
      }),
    )
  })
}
