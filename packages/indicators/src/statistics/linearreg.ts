import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { regression } from './regression.ts'

/**
 * Linear regression: where the line of least squares through the last `period` numbers ends, as TA-Lib's LINEARREG.
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
 * import { linearreg } from '@shagun/indicators'
 *
 * linearreg(new Float64Array([1, 2, 6]), 3)   // NaN, NaN, 5.5
 * ```
 */
export function linearreg(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('linearreg', { close }, options, formula(period))
}

/**
 * {@link linearreg} fed one number at a time.
 *
 * @param period - bars in the window, from 2
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createLinearreg } from '@shagun/indicators'
 *
 * const line = createLinearreg(2)
 * line.update(1)   // NaN
 * line.update(3)   // 3
 * ```
 */
export function createLinearreg(period: number): Streaming<number, number> {
  return stream(`linearreg(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  return regression('linearreg', period, (end) => end)
}
