import { moments } from '../statistics/moments.ts'
import type { Series } from '../statistics/series.ts'
import { type AnnualOptions, readPeriodsPerYear } from './annual.ts'
import { readReturns } from './read-returns.ts'

/**
 * The standard deviation of returns, a year: sd(r) x sqrt(periodsPerYear).
 *
 * The sample's deviation, over n - 1. Scaling by the square root of time holds as far as returns are independent.
 * Returns that differ by rounding alone have a volatility of 0.
 *
 * @param returns - simple returns, one a period
 * @returns a fraction of 0 or more, or `null` for fewer than two returns
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { annualizedVolatility } from '@shagun/risk'
 *
 * annualizedVolatility([0.01, -0.01, 0.02, -0.02], { periodsPerYear: 252 }) // 0.2898
 * ```
 */
export function annualizedVolatility(returns: Series, options: AnnualOptions): number | null {
  const periodsPerYear = readPeriodsPerYear('annualizedVolatility', options)
  const { returns: kept } = readReturns('annualizedVolatility', { returns }, options)
  if (kept.length < 2) return null
  return moments(kept).deviation * Math.sqrt(periodsPerYear)
}
