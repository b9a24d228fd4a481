import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { regression } from './regression.ts'

/**
 * The angle of the line of least squares through the last `period` numbers: the arc tangent of its slope, in degrees,
 * as TA-Lib's LINEARREG_ANGLE.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN
 * before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in degrees
 * @param period - bars in the window, from 2
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { linearregAngle } from '@shagun/indicators'
 *
 * linearregAngle(new Float64Array([1, 2]), 2)   // NaN, 45
 * ```
 */
export function linearregAngle(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('linearregAngle', { close }, options, formula(period))
}

/**
 * {@link linearregAngle} fed one number at a time.
 *
 * @param period - bars in the window, from 2
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createLinearregAngle } from '@shagun/indicators'
 *
 * const angle = createLinearregAngle(2)
 * angle.update(1)   // NaN
 * angle.update(2)   // 45
 * ```
 */
export function createLinearregAngle(period: number): Streaming<number, number> {
  return stream(`linearregAngle(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  return regression('linearregAngle', period, (_end, slope) => (Math.atan(slope) * 180) / Math.PI)
}
