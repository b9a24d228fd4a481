import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { indexOfExtreme } from '../parts/index-of-extreme.ts'
import { formulaOf } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * Where the lowest of the last `period` numbers stands, counted from 0 at the beginning of the series, as TA-Lib's
 * MININDEX. Of equal ones it is the last that came as such, else the first that is left, which is what TA-Lib gives.
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
 * import { minindex } from '@shagun/indicators'
 *
 * minindex(new Float64Array([1, 4, 2]), 2)   // NaN, 0, 2
 * ```
 */
export function minindex(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('minindex', { close }, options, formula(period))
}

/**
 * {@link minindex} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMinindex } from '@shagun/indicators'
 *
 * const place = createMinindex(2)
 * place.update(1)   // NaN
 * place.update(4)   // 0
 * ```
 */
export function createMinindex(period: number): Streaming<number, number> {
  return stream(`minindex(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('minindex', period)
  return formulaOf(indexOfExtreme(period, -1))
}
