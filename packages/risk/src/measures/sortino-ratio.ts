import { moments } from '../statistics/moments.ts'
import type { Series } from '../statistics/series.ts'
import type { RatioOptions } from './annual.ts'
import { downside } from './downside-deviation.ts'
import { readExcess } from './read-excess.ts'

/**
 * Reward for falling short, a year: mean(r - f) / sqrt(mean(min(0, r - f)^2)) x sqrt(periodsPerYear).
 *
 * The shortfall is taken below the risk-free rate f, or any other return that must be reached, given as `riskFree`; a
 * yearly rate is taken to one period as (1 + riskFree)^(1 / periodsPerYear) - 1. Its mean is over all n returns: those
 * above f count as 0 and are not left out. Source: Sortino and Price, "Performance Measurement in a Downside Risk Framework",
 * Journal of Investing 3 (1994).
 *
 * @param returns - simple returns, one a period
 * @returns `null` for fewer than two returns, and where none falls short by more than rounding
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { sortinoRatio } from '@shagun/risk'
 *
 * sortinoRatio([0.03, -0.02, 0.01, 0.02], { periodsPerYear: 12 }) // 3.46, 0.01 / 0.01 x sqrt(12)
 * ```
 */
export function sortinoRatio(returns: Series, options: RatioOptions): number | null {
  const { excess, size, periodsPerYear } = readExcess('sortinoRatio', { returns }, options)
  if (excess.returns.length < 2) return null
  const shortfall = downside(excess.returns, size)
  return shortfall === 0 ? null : (moments(excess.returns).mean / shortfall) * Math.sqrt(periodsPerYear)
}
