import { batchLines, type Formula, streamLines } from '../formula.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { columnsOf, fromPreviousSession, type MarkedBars } from './previous-session.ts'
import { bySession, type Marks } from './sessions.ts'

const lines = ['pivot', 'r1', 'r2', 'r3', 'r4', 's1', 's2', 's3', 's4'] as const

/** A pivot, and four resistances and four supports around the close of the session before. */
export interface CamarillaLevels<T> {
  /** The mean of high, low and close, which the others are not counted from. */
  readonly pivot: T
  /** The nearest resistance. */
  readonly r1: T
  readonly r2: T
  readonly r3: T
  readonly r4: T
  /** The nearest support. */
  readonly s1: T
  readonly s2: T
  readonly s3: T
  readonly s4: T
}

/**
 * The Camarilla levels, from the high, low and close of the session before: 1.1 / 12, 1.1 / 6, 1.1 / 4 and 1.1 / 2 times
 * `high - low` above the close (`r1` to `r4`) and below it (`s1` to `s4`); and `pivot = (high + low + close) / 3`.
 *
 * They are those of Nick Scott (1989), and of TradingView.
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
 * import { pivotPointsCamarilla } from '@shagun/indicators'
 *
 * const high = new Float64Array([20, 24])
 * const low = new Float64Array([8, 18])
 * const close = new Float64Array([17, 23])
 * const levels = pivotPointsCamarilla({ high, low, close, sessionStart: [true, true] })
 * levels.r1   // NaN, 18.1
 * levels.r4   // NaN, 23.6
 * levels.s4   // NaN, 10.4
 * ```
 */
export function pivotPointsCamarilla(
  bars: MarkedBars<Series, Marks>,
  options?: Reuse<CamarillaLevels<Float64Array>>,
): CamarillaLevels<Float64Array> {
  return batchLines('pivotPointsCamarilla', lines, columnsOf('pivotPointsCamarilla', bars), options, formula())
}

/**
 * {@link pivotPointsCamarilla} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @example
 * ```ts
 * import { createPivotPointsCamarilla } from '@shagun/indicators'
 *
 * const levels = createPivotPointsCamarilla()
 * levels.update({ high: 20, low: 8, close: 17, sessionStart: true })
 * const { r1, s4 } = levels.update({ high: 24, low: 18, close: 23, sessionStart: true })   // 18.1 and 10.4
 * ```
 */
export function createPivotPointsCamarilla(): Streaming<MarkedBars<number, boolean>, CamarillaLevels<number>> {
  return streamLines('pivotPointsCamarilla()', lines, formula(), bySession)
}

function formula(): Formula {
  return fromPreviousSession(lines.length, (to, high, low, close) => {
    const step = (1.1 * (high - low)) / 12
    to[0] = (high + low + close) / 3
    to[1] = close + step
    to[2] = close + 2 * step
    to[3] = close + 3 * step
    to[4] = close + 6 * step
    to[5] = close - step
    to[6] = close - 2 * step
    to[7] = close - 3 * step
    to[8] = close - 6 * step
  })
}
