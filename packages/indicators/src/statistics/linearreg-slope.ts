import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { regression } from './regression.ts'

/**
 * The slope of the line of least squares through the last `period` numbers, as TA-Lib's LINEARREG_SLOPE.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN
 * before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit a bar
 * @param period - bars in the window, from 2
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { linearregSlope } from '@shagun/indicators'
 *
 * linearregSlope(new Float64Array([1, 2, 6]), 3)   // NaN, NaN, 2.5
 * ```
 */
export function linearregSlope(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('linearregSlope', { close }, options, formula(period))
}

/**
 * {@link linearregSlope} fed one number at a time.
 *
 * @param period - bars in the window, from 2
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createLinearregSlope } from '@shagun/indicators'
 *
 * const slope = createLinearregSlope(2)
 * slope.update(1)   // NaN
 * slope.update(3)   // 2
 * ```
 */
export function createLinearregSlope(period: number): Streaming<number, number> {
  return stream(`linearregSlope(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  return regression('linearregSlope', period, (_end, slope) => slope)
}
