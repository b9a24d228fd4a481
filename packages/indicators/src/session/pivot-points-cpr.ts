import { batchLines, type Formula, streamLines } from '../formula.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { columnsOf, fromPreviousSession, type MarkedBars } from './previous-session.ts'
import { bySession, type Marks } from './sessions.ts'

const lines = ['pivot', 'top', 'bottom'] as const

/** The central pivot range. */
export interface PivotRange<T> {
  readonly pivot: T
  /** The upper edge, whichever of the two that is. */
  readonly top: T
  /** The lower edge. */
  readonly bottom: T
}

/**
 * The central pivot range, from the high, low and close of the session before: `pivot = (high + low + close) / 3`, and its
 * edges `(high + low) / 2` and `2 pivot - (high + low) / 2`, of which the upper one is `top`, so that a session that closed
 * below its middle has no range upside down.
 *
 * It is that of Franklin Ochoa, Secrets of a Pivot Boss (2010), after Mark Fisher, The Logical Trader (2002).
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
 * import { pivotPointsCpr } from '@shagun/indicators'
 *
 * const high = new Float64Array([20, 24])
 * const low = new Float64Array([8, 18])
 * const close = new Float64Array([17, 23])
 * const levels = pivotPointsCpr({ high, low, close, sessionStart: [true, true] })
 * levels.top      // NaN, 16
 * levels.pivot    // NaN, 15
 * levels.bottom   // NaN, 14
 * ```
 */
export function pivotPointsCpr(
  bars: MarkedBars<Series, Marks>,
  options?: Reuse<PivotRange<Float64Array>>,
): PivotRange<Float64Array> {
  return batchLines('pivotPointsCpr', lines, columnsOf('pivotPointsCpr', bars), options, formula())
}

/**
 * {@link pivotPointsCpr} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @example
 * ```ts
 * import { createPivotPointsCpr } from '@shagun/indicators'
 *
 * const levels = createPivotPointsCpr()
 * levels.update({ high: 20, low: 8, close: 17, sessionStart: true })
 * const { top, bottom } = levels.update({ high: 24, low: 18, close: 23, sessionStart: true })   // 16 and 14
 * ```
 */
export function createPivotPointsCpr(): Streaming<MarkedBars<number, boolean>, PivotRange<number>> {
  return streamLines('pivotPointsCpr()', lines, formula(), bySession)
}

function formula(): Formula {
  return fromPreviousSession(lines.length, (to, high, low, close) => {
    const pivot = (high + low + close) / 3
    const middle = (high + low) / 2
    const opposite = 2 * pivot - middle
    to[0] = pivot
    to[1] = Math.max(middle, opposite)
    to[2] = Math.min(middle, opposite)
  })
}
