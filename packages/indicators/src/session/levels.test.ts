import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isIndicatorError } from '../indicator-error.ts'
import { always } from '../testing/always.ts'
import { testLawsOfLines } from '../testing/laws.ts'
import { table, wholeBar, worstError } from '../testing/series.ts'
import {
  type MarkedBar,
  markedBar,
  markedBarOrHole,
  markedTable,
  sessionsBefore,
  sessionsSoFar,
} from '../testing/sessions.ts'
import { createOpeningRange, openingRange } from './opening-range.ts'
import { createPivotPoints, pivotPoints } from './pivot-points.ts'
import { createPivotPointsCamarilla, pivotPointsCamarilla } from './pivot-points-camarilla.ts'
import { createPivotPointsCpr, pivotPointsCpr } from './pivot-points-cpr.ts'
import { createPivotPointsFibonacci, pivotPointsFibonacci } from './pivot-points-fibonacci.ts'
import { sessionStarts } from './sessions.ts'

const laws = { shortestPeriod: 1, bar: markedBar, barOrHole: markedBarOrHole } as const
const everySession = markedBar.map((each) => ({ ...each, sessionStart: true }))
const second = () => 1

/** A day that had a high of 20, a low of 8 and a close of 17, in two bars, and two bars of the next one. */
const twoDays = {
  high: new Float64Array([20, 18, 24, 30]),
  low: new Float64Array([9, 8, 18, 17]),
  close: new Float64Array([10, 17, 23, 29]),
  sessionStart: [true, false, true, false],
}

describe('pivotPoints', () => {
  testLawsOfLines<MarkedBar, 'pivot' | 'r1' | 'r2' | 'r3' | 's1' | 's2' | 's3'>({
    ...laws,
    bar: everySession,
    batch: (given) => pivotPoints(markedTable(given)),
    create: createPivotPoints,
    warmUps: { pivot: second, r1: second, r2: second, r3: second, s1: second, s2: second, s3: second },
  })

  test('are those of the high, low and close of the session before, through the whole of a session', () => {
    const levels = pivotPoints(twoDays)
    const expected = { pivot: 15, r1: 22, r2: 27, r3: 34, s1: 10, s2: 3, s3: -2 }
    for (const [name, level] of Object.entries(expected))
      expect(levels[name as keyof typeof expected]).toEqual(new Float64Array([NaN, NaN, level, level]))
  })

  test('know nothing of the session that runs, and leave out bars with a hole', () => {
    always(
      fc.property(fc.array(markedBarOrHole, { maxLength: 60 }), (given) => {
        const expected = known(sessionsBefore(given)).map((session) =>
          session === undefined ? NaN : (highOf(session) + lowOf(session) + session.at(-1)!.close) / 3,
        )
        expect(worstError(pivotPoints(markedTable(given)).pivot, Float64Array.from(expected))).toBeLessThan(1e-12)
      }),
    )
  })

  test('begin a session at a bar with a hole too, and pass over one that has nothing else', () => {
    const [high, low] = [new Float64Array([20, NaN, 12, 15, NaN, 30]), new Float64Array([8, 9, 10, 13, 14, 28])]
    const sessionStart = [true, true, false, true, true, true]
    const { pivot } = pivotPoints({ high, low, close: new Float64Array([17, 11, 11, 14, 14, 29]), sessionStart })
    // The second day is (12 + 10 + 11) / 3, the third one (15 + 13 + 14) / 3, and the fourth is not known.
    expect(pivot).toEqual(new Float64Array([NaN, 15, 15, 11, 14, 14]))
  })

  test('take daily bars, each marked', () => {
    always(
      fc.property(fc.array(wholeBar, { minLength: 2, maxLength: 9 }), (given) => {
        const days = table(given)
        const { r1 } = pivotPoints({ ...days, sessionStart: new Uint8Array(given.length).fill(1) })
        const { high, low, close } = given.at(-2)!
        expect(r1.at(-1)).toBe(2 * ((high + low + close) / 3) - low)
      }),
    )
  })

  test('refuse bars without marks', () => {
    const { sessionStart: _, ...unmarked } = twoDays
    const caught = (() => {
      try {
        return pivotPoints(unmarked as typeof twoDays)
      } catch (error) {
        return error
      }
    })()
    expect(isIndicatorError(caught) && caught.parameter).toBe('sessionStart')
    expect(() => pivotPoints({ ...twoDays, sessionStart: [true] })).toThrow('pivotPoints: sessionStart has 1 marks')
  })
})

describe('pivotPointsFibonacci', () => {
  testLawsOfLines<MarkedBar, 'pivot' | 'r2' | 's3'>({
    ...laws,
    bar: everySession,
    batch: (given) => pivotPointsFibonacci(markedTable(given)),
    create: createPivotPointsFibonacci,
    warmUps: { pivot: second, r2: second, s3: second },
  })

  test('stand 0.382, 0.618 and 1 range from the pivot', () => {
    const levels = pivotPointsFibonacci(twoDays)
    const expected = { pivot: 15, r1: 19.584, r2: 22.416, r3: 27, s1: 10.416, s2: 7.584, s3: 3 }
    for (const [name, level] of Object.entries(expected))
      expect(levels[name as keyof typeof expected][3]).toBeCloseTo(level, 12)
  })
})

describe('pivotPointsCamarilla', () => {
  testLawsOfLines<MarkedBar, 'r1' | 'r4' | 's4'>({
    ...laws,
    bar: everySession,
    batch: (given) => pivotPointsCamarilla(markedTable(given)),
    create: createPivotPointsCamarilla,
    warmUps: { r1: second, r4: second, s4: second },
  })

  test('stand around the close', () => {
    const levels = pivotPointsCamarilla(twoDays)
    const expected = { pivot: 15, r1: 18.1, r2: 19.2, r3: 20.3, r4: 23.6, s1: 15.9, s2: 14.8, s3: 13.7, s4: 10.4 }
    for (const [name, level] of Object.entries(expected))
      expect(levels[name as keyof typeof expected][2]).toBeCloseTo(level, 12)
  })
})

describe('pivotPointsCpr', () => {
  testLawsOfLines<MarkedBar, 'pivot' | 'top' | 'bottom'>({
    ...laws,
    bar: everySession,
    batch: (given) => pivotPointsCpr(markedTable(given)),
    create: createPivotPointsCpr,
    warmUps: { pivot: second, top: second, bottom: second },
  })

  test('has its top above its bottom, wherever the session closed', () => {
    expect(pivotPointsCpr(twoDays)).toMatchObject({ top: { 2: 16 }, pivot: { 2: 15 }, bottom: { 2: 14 } })
    const weak = { ...twoDays, close: new Float64Array([10, 11, 23, 29]) }
    expect(pivotPointsCpr(weak)).toMatchObject({ top: { 2: 14 }, pivot: { 2: 13 }, bottom: { 2: 12 } })
  })
})

describe('openingRange', () => {
  testLawsOfLines<MarkedBar, 'high' | 'low'>({
    ...laws,
    bar: markedBar.map((each) => ({ ...each, sessionStart: false })),
    batch: (given, period) => openingRange(markedTable(given), period),
    create: createOpeningRange,
    warmUps: { high: (period) => period - 1, low: (period) => period - 1 },
  })

  test('spans the first bars of each session, and is not known before the last of them', () => {
    always(
      fc.property(fc.array(markedBarOrHole, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (given, period) => {
        const { high, low } = openingRange(markedTable(given), period)
        const openings = sessionsSoFar(given).map((s) => (s.length < period ? undefined : s.slice(0, period)))
        expect(high).toEqual(Float64Array.from(openings, (opening) => (opening === undefined ? NaN : highOf(opening))))
        expect(low).toEqual(Float64Array.from(openings, (opening) => (opening === undefined ? NaN : lowOf(opening))))
      }),
    )
  })

  test('takes all bars for one session without marks', () => {
    const { sessionStart: _, ...unmarked } = twoDays
    expect(openingRange(unmarked, 3).high).toEqual(new Float64Array([NaN, NaN, 24, 24]))
    expect(openingRange({ ...unmarked, sessionStart: sessionStarts([1, 1, 2, 2], Number) }, 2).low).toEqual(
      new Float64Array([NaN, 8, NaN, 17]),
    )
  })

  test('refuses a period that is no number of bars', () => {
    for (const period of [0, 1.5, NaN]) expect(() => openingRange(twoDays, period)).toThrow('openingRange: period is')
  })
})

/** Of each, the bars that are whole; where there are none, those of the session before that. */
function known(sessions: readonly (readonly MarkedBar[] | undefined)[]): readonly (readonly MarkedBar[] | undefined)[] {
  let last: readonly MarkedBar[] | undefined
  return sessions.map((session) => {
    const whole = session?.filter(({ high, low, close }) => Number.isFinite(high + low + close))
    if (whole !== undefined && whole.length > 0) last = whole
    return last
  })
}

function highOf(bars: readonly MarkedBar[]): number {
  return Math.max(...bars.map(({ high }) => high))
}

function lowOf(bars: readonly MarkedBar[]): number {
  return Math.min(...bars.map(({ low }) => low))
}
