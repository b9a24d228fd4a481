import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { highest } from '../parts/fold.ts'
import { formulaOf } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The highest of the last `period` numbers, as TA-Lib's MAX.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN
 * before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars in the window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { max } from '@shagun/indicators'
 *
 * max(new Float64Array([1, 4, 2]), 2)   // NaN, 4, 4
 * ```
 */
export function max(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('max', { close }, options, formula(period))
}

/**
 * {@link max} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMax } from '@shagun/indicators'
 *
 * const ceiling = createMax(2)
 * ceiling.update(3)   // NaN
 * ceiling.update(2)   // 3
 * ```
 */
export function createMax(period: number): Streaming<number, number> {
  return stream(`max(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('max', period)
  return formulaOf(highest(period))
}
