import { batchLines, type Formula, streamLines } from '../formula.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { columnsOf, fromPreviousSession, type MarkedBars } from './previous-session.ts'
import { bySession, type Marks } from './sessions.ts'

export const pivotLines = ['pivot', 'r1', 'r2', 'r3', 's1', 's2', 's3'] as const

/** A pivot with three resistances above it and three supports below. */
export interface PivotLevels<T> {
  /** The middle, from which the others are counted. */
  readonly pivot: T
  /** The nearest resistance. */
  readonly r1: T
  readonly r2: T
  readonly r3: T
  /** The nearest support. */
  readonly s1: T
  readonly s2: T
  readonly s3: T
}

/**
 * The classic pivot points, as floor traders took them from the high, low and close of the session before:
 * `pivot = (high + low + close) / 3`, `r1 = 2 pivot - low`, `s1 = 2 pivot - high`, `r2 = pivot + (high - low)`,
 * `s2 = pivot - (high - low)`, `r3 = high + 2 (pivot - low)`, `s3 = low - 2 (high - pivot)`.
 *
 * They are those of John Person, A Complete Guide to Technical Trading Tactics (2004), and the "traditional" ones of TradingView.
 *
 * There are values from the second session on, the same through the whole of a session; NaN before. A bar with a NaN or an
 * Infinity counts for nothing. Only a session that has ended gives levels, so none is known too early.
 *
 * @param bars - three columns of the same bars, and `sessionStart`, which marks where sessions begin; of daily bars each is
 *   marked. The results are in the unit of prices
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where the marks are missing, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { pivotPoints } from '@shagun/indicators'
 *
 * const high = new Float64Array([20, 24])
 * const low = new Float64Array([8, 18])
 * const close = new Float64Array([17, 23])
 * const levels = pivotPoints({ high, low, close, sessionStart: [true, true] })
 * levels.pivot   // NaN, 15
 * levels.r1      // NaN, 22
 * levels.s1      // NaN, 10
 * ```
 */
export function pivotPoints(
  bars: MarkedBars<Series, Marks>,
  options?: Reuse<PivotLevels<Float64Array>>,
): PivotLevels<Float64Array> {
  return batchLines('pivotPoints', pivotLines, columnsOf('pivotPoints', bars), options, formula())
}

/**
 * {@link pivotPoints} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @example
 * ```ts
 * import { createPivotPoints } from '@shagun/indicators'
 *
 * const levels = createPivotPoints()
 * levels.update({ high: 20, low: 8, close: 17, sessionStart: true })
 * const { pivot, r1, s1 } = levels.update({ high: 24, low: 18, close: 23, sessionStart: true })   // 15, 22 and 10
 * ```
 */
export function createPivotPoints(): Streaming<MarkedBars<number, boolean>, PivotLevels<number>> {
  return streamLines('pivotPoints()', pivotLines, formula(), bySession)
}

function formula(): Formula {
  return fromPreviousSession(pivotLines.length, (to, high, low, close) => {
    const pivot = (high + low + close) / 3
    const range = high - low
    to[0] = pivot
    to[1] = 2 * pivot - low
    to[2] = pivot + range
    to[3] = high + 2 * (pivot - low)
    to[4] = 2 * pivot - high
    to[5] = pivot - range
    to[6] = low - 2 * (high - pivot)
  })
}
