import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { lowest } from '../parts/fold.ts'
import { formulaOf } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The lowest of the last `period` numbers, as TA-Lib's MIN.
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
 * import { min } from '@shagun/indicators'
 *
 * min(new Float64Array([1, 2, 4]), 2)   // NaN, 1, 2
 * ```
 */
export function min(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('min', { close }, options, formula(period))
}

/**
 * {@link min} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMin } from '@shagun/indicators'
 *
 * const floor = createMin(2)
 * floor.update(3)   // NaN
 * floor.update(2)   // 2
 * ```
 */
export function createMin(period: number): Streaming<number, number> {
  return stream(`min(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('min', period)
  return formulaOf(lowest(period))
}
