import { moments } from '../statistics/moments.ts'
import { regress } from '../statistics/regression.ts'
import type { Series } from '../statistics/series.ts'
import type { RatioOptions } from './annual.ts'
import { readExcess } from './read-excess.ts'

/**
 * Reward for moving with the market, a year: mean(r - f) x periodsPerYear / beta.
 *
 * The arithmetic mean above the risk-free rate f, as in the Sharpe ratio; beta is that of both series less f. Source:
 * Treynor, "How to Rate Management of Investment Funds", Harvard Business Review 43 (1965).
 *
 * @param returns - simple returns, one a period
 * @param benchmark - those of the benchmark in the same periods; `alignReturns` pairs dated series
 * @returns a fraction a year for a beta of 1, or `null` for fewer than two returns, where those of the benchmark differ
 * by no more than rounding, and where beta is 0
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite, and for series of different
 * lengths; `invalid-options` for the options
 * @example
 * ```ts
 * import { treynorRatio } from '@shagun/risk'
 *
 * treynorRatio([0.02, -0.01, 0.03], [0.01, 0, 0.02], { periodsPerYear: 12 }) // 0.08
 * ```
 */
export function treynorRatio(returns: Series, benchmark: Series, options: RatioOptions): number | null {
  const { excess, size, periodsPerYear } = readExcess('treynorRatio', { returns, benchmark }, options)
  if (excess.returns.length < 2) return null
  const line = regress(excess.returns, excess.benchmark, size)
  return line === null || line.slope === 0 ? null : (moments(excess.returns).mean * periodsPerYear) / line.slope
}
