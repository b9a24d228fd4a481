import type { Series } from '../statistics/series.ts'
import { compound } from './aggregate-returns.ts'
import { compoundable, readReturns, type SeriesOptions } from './read-returns.ts'

/**
 * What was earned up to and including each period: product of (1 + r) so far, less 1.
 *
 * From a return of -1 on it is -1.
 *
 * @param returns - simple returns, one a period, in order of time
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1; `invalid-options` for
 * the options
 * @example
 * ```ts
 * import { cumulativeReturns } from '@shagun/risk'
 *
 * cumulativeReturns([0.1, -0.5, 0.2]) // 0.1, -0.45, -0.34
 * ```
 */
export function cumulativeReturns(returns: Series, options?: SeriesOptions): Float64Array {
  const { returns: kept } = readReturns('cumulativeReturns', { returns }, options, compoundable)
  const totals = new Float64Array(kept.length)
  let total = 0
  for (let i = 0; i < totals.length; i++) {
    total = compound(total, kept[i]!)
    totals[i] = total
  }
  return totals
}

/**
 * What was earned in all periods together: product of (1 + r), less 1.
 *
 * @param returns - simple returns, one a period
 * @returns a fraction, or `null` where there are no returns or it is beyond what a number holds
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1; `invalid-options` for
 * the options
 * @example
 * ```ts
 * import { totalReturn } from '@shagun/risk'
 *
 * totalReturn([0.1, -0.5, 0.2]) // -0.34
 * ```
 */
export function totalReturn(returns: Series, options?: SeriesOptions): number | null {
  const { returns: kept } = readReturns('totalReturn', { returns }, options, compoundable)
  let total = 0
  for (let i = 0; i < kept.length; i++) total = compound(total, kept[i]!)
  return kept.length > 0 && total < Infinity ? total : null
}
