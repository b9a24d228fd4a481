import { moments } from '../statistics/moments.ts'
import type { Series } from '../statistics/series.ts'
import type { RatioOptions } from './annual.ts'
import { readExcess } from './read-excess.ts'

/**
 * Reward for variability, a year: mean(r - f) / sd(r - f) x sqrt(periodsPerYear).
 *
 * The arithmetic mean of what is earned above the risk-free rate f, over its sample standard deviation (n - 1). A yearly
 * rate is taken to one period as (1 + riskFree)^(1 / periodsPerYear) - 1. Source: Sharpe, "The Sharpe Ratio", Journal of
 * Portfolio Management 21 (1994), the ex-post ratio.
 *
 * @param returns - simple returns, one a period
 * @returns `null` for fewer than two returns, and where they differ by no more than rounding: without variability there
 * is nothing to divide by
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { sharpeRatio } from '@shagun/risk'
 *
 * sharpeRatio([0.02, -0.01, 0.03, 0], { periodsPerYear: 12, riskFree: 0.065 }) // 0.899
 * ```
 */
export function sharpeRatio(returns: Series, options: RatioOptions): number | null {
  const { excess, size, periodsPerYear } = readExcess('sharpeRatio', { returns }, options)
  if (excess.returns.length < 2) return null
  const { mean, deviation } = moments(excess.returns, size)
  return deviation === 0 ? null : (mean / deviation) * Math.sqrt(periodsPerYear)
}
