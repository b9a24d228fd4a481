import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { regression } from './regression.ts'

/**
 * Where the line of least squares through the last `period` numbers begins, at the first of them, as TA-Lib's
 * LINEARREG_INTERCEPT.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN
 * before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars in the window, from 2
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { linearregIntercept } from '@shagun/indicators'
 *
 * linearregIntercept(new Float64Array([1, 2, 6]), 3)   // NaN, NaN, 0.5
 * ```
 */
export function linearregIntercept(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('linearregIntercept', { close }, options, formula(period))
}

/**
 * {@link linearregIntercept} fed one number at a time.
 *
 * @param period - bars in the window, from 2
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createLinearregIntercept } from '@shagun/indicators'
 *
 * const start = createLinearregIntercept(2)
 * start.update(1)   // NaN
 * start.update(3)   // 1
 * ```
 */
export function createLinearregIntercept(period: number): Streaming<number, number> {
  return stream(`linearregIntercept(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  return regression('linearregIntercept', period, (end, slope) => end - slope * (period - 1))
}
