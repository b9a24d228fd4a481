import type { Series } from '../statistics/series.ts'
import { type AnnualOptions, compoundedRate, readPeriodsPerYear } from './annual.ts'
import { compoundable, readReturns } from './read-returns.ts'

/**
 * The yearly rate at which the returns compound: (product of (1 + r))^(periodsPerYear / n) - 1.
 *
 * Geometric, also known as CAGR, with years counted in periods and not in calendar days. A return of -1 loses
 * everything for good: the result is -1.
 *
 * @param returns - simple returns, one a period
 * @returns a fraction, or `null` where there are no returns or the rate is beyond what a number holds
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1; `invalid-options` for the
 * options
 * @example
 * ```ts
 * import { annualizedReturn } from '@shagun/risk'
 *
 * annualizedReturn([0.1, 0.1, -0.1, 0.1], { periodsPerYear: 2 }) // 0.0945, the square root of 1.1979, less 1
 * ```
 */
export function annualizedReturn(returns: Series, options: AnnualOptions): number | null {
  const periodsPerYear = readPeriodsPerYear('annualizedReturn', options)
  const { returns: kept } = readReturns('annualizedReturn', { returns }, options, compoundable)
  if (kept.length === 0) return null
  const rate = compoundedRate(kept, periodsPerYear)
  return rate < Infinity ? rate : null
}
