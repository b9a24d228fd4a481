import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { indexOfExtreme } from '../parts/index-of-extreme.ts'
import { formulaOf } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * Where the highest of the last `period` numbers stands, counted from 0 at the beginning of the series, as TA-Lib's
 * MAXINDEX. Of equal ones it is the last that came as such, else the first that is left, which is what TA-Lib gives.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN
 * before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is an index
 * @param period - bars in the window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { maxindex } from '@shagun/indicators'
 *
 * maxindex(new Float64Array([1, 4, 2]), 2)   // NaN, 1, 1
 * ```
 */
export function maxindex(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('maxindex', { close }, options, formula(period))
}

/**
 * {@link maxindex} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMaxindex } from '@shagun/indicators'
 *
 * const place = createMaxindex(2)
 * place.update(1)   // NaN
 * place.update(4)   // 1
 * ```
 */
export function createMaxindex(period: number): Streaming<number, number> {
  return stream(`maxindex(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('maxindex', period)
  return formulaOf(indexOfExtreme(period, 1))
}
