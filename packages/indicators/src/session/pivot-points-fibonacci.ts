import { batchLines, type Formula, streamLines } from '../formula.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { type PivotLevels, pivotLines } from './pivot-points.ts'
import { columnsOf, fromPreviousSession, type MarkedBars } from './previous-session.ts'
import { bySession, type Marks } from './sessions.ts'

/**
 * The pivot points at the ratios of Fibonacci, from the high, low and close of the session before:
 * `pivot = (high + low + close) / 3`, and 0.382, 0.618 and 1 times `high - low` above it (`r1`, `r2`, `r3`) and below it (`s1`,
 * `s2`, `s3`).
 *
 * They are those of StockCharts and of TradingView.
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
 * import { pivotPointsFibonacci } from '@shagun/indicators'
 *
 * const high = new Float64Array([20, 24])
 * const low = new Float64Array([8, 18])
 * const close = new Float64Array([17, 23])
 * const levels = pivotPointsFibonacci({ high, low, close, sessionStart: [true, true] })
 * levels.pivot   // NaN, 15
 * levels.r1      // NaN, 19.584
 * levels.s3      // NaN, 3
 * ```
 */
export function pivotPointsFibonacci(
  bars: MarkedBars<Series, Marks>,
  options?: Reuse<PivotLevels<Float64Array>>,
): PivotLevels<Float64Array> {
  return batchLines('pivotPointsFibonacci', pivotLines, columnsOf('pivotPointsFibonacci', bars), options, formula())
}

/**
 * {@link pivotPointsFibonacci} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @example
 * ```ts
 * import { createPivotPointsFibonacci } from '@shagun/indicators'
 *
 * const levels = createPivotPointsFibonacci()
 * levels.update({ high: 20, low: 8, close: 17, sessionStart: true })
 * const { pivot, s3 } = levels.update({ high: 24, low: 18, close: 23, sessionStart: true })   // 15 and 3
 * ```
 */
export function createPivotPointsFibonacci(): Streaming<MarkedBars<number, boolean>, PivotLevels<number>> {
  return streamLines('pivotPointsFibonacci()', pivotLines, formula(), bySession)
}

function formula(): Formula {
  return fromPreviousSession(pivotLines.length, (to, high, low, close) => {
    const pivot = (high + low + close) / 3
    const range = high - low
    to[0] = pivot
    to[1] = pivot + 0.382 * range
    to[2] = pivot + 0.618 * range
    to[3] = pivot + range
    to[4] = pivot - 0.382 * range
    to[5] = pivot - 0.618 * range
    to[6] = pivot - range
  })
}
