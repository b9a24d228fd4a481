import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { summed } from '../parts/fold.ts'
import { formulaOf } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The sum of the last `period` numbers, as TA-Lib's SUM.
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
 * import { sum } from '@shagun/indicators'
 *
 * sum(new Float64Array([1, 2, 4]), 2)   // NaN, 3, 6
 * ```
 */
export function sum(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('sum', { close }, options, formula(period))
}

/**
 * {@link sum} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createSum } from '@shagun/indicators'
 *
 * const total = createSum(2)
 * total.update(1)   // NaN
 * total.update(2)   // 3
 * ```
 */
export function createSum(period: number): Streaming<number, number> {
  return stream(`sum(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('sum', period)
  return formulaOf(summed(period))
}
