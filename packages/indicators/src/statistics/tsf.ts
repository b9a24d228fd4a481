import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { regression } from './regression.ts'

/**
 * The time series forecast: where the line of least squares through the last `period` numbers would be at the next
 * bar, as TA-Lib's TSF.
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
 * import { tsf } from '@shagun/indicators'
 *
 * tsf(new Float64Array([1, 3]), 2)   // NaN, 5
 * ```
 */
export function tsf(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('tsf', { close }, options, formula(period))
}

/**
 * {@link tsf} fed one number at a time.
 *
 * @param period - bars in the window, from 2
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createTsf } from '@shagun/indicators'
 *
 * const forecast = createTsf(2)
 * forecast.update(1)   // NaN
 * forecast.update(3)   // 5
 * ```
 */
export function createTsf(period: number): Streaming<number, number> {
  return stream(`tsf(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  return regression('tsf', period, (end, slope) => end + slope)
}
