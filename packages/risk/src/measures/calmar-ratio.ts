import type { Series } from '../statistics/series.ts'
import { type AnnualOptions, compoundedRate, readPeriodsPerYear } from './annual.ts'
import { maxDrawdown } from './max-drawdown.ts'
import { compoundable, readReturns } from './read-returns.ts'

/**
 * Growth for the deepest fall: the rate at which returns compound a year, over their maximum drawdown.
 *
 * Over the whole series; Young, "Calmar Ratio: A Smoother Tool", Futures 20 (1991), takes the last 36 months, which is
 * `returns.slice(-36)` of monthly ones.
 *
 * @param returns - simple returns, one a period, in order of time
 * @returns `null` where there are no returns or no drawdown, and where the rate is beyond what a number holds
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1; `invalid-options` for
 * the options
 * @example
 * ```ts
 * import { calmarRatio } from '@shagun/risk'
 *
 * calmarRatio([0.1, -0.2, 0.5], { periodsPerYear: 3 }) // 1.6: 32 % a year for a drawdown of 20 %
 * ```
 */
export function calmarRatio(returns: Series, options: AnnualOptions): number | null {
  const periodsPerYear = readPeriodsPerYear('calmarRatio', options)
  const { returns: kept } = readReturns('calmarRatio', { returns }, options, compoundable)
  const depth = maxDrawdown(kept)
  if (depth === null || depth === 0) return null
  const ratio = compoundedRate(kept, periodsPerYear) / depth
  return ratio < Infinity ? ratio : null
}
