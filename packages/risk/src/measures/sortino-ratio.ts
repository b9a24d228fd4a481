import { isRounding } from '../statistics/moments.ts'
import { requireFinite, type Series } from '../statistics/series.ts'
import { type RatioOptions, readPeriodsPerYear, riskFreePerPeriod } from './annual.ts'

/**
 * Reward for falling short, a year: mean(r - f) / sqrt(mean(min(0, r - f)^2)) x sqrt(periodsPerYear).
 *
 * The shortfall is taken below the risk-free rate f (or any other return that must be reached, given as `riskFree`), a
 * year, taken to one period as (1 + riskFree)^(1 / periodsPerYear) - 1. Its mean is over all n returns: those above f
 * count as 0 and are not left out. Source: Sortino and Price, "Performance Measurement in a Downside Risk Framework",
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
  const periodsPerYear = readPeriodsPerYear('sortinoRatio', options)
  const riskFree = riskFreePerPeriod('sortinoRatio', options)
  requireFinite('sortinoRatio', returns)
  const n = returns.length
  if (n < 2) return null
  let sum = 0
  let squares = 0
  let largest = Math.abs(riskFree)
  for (let i = 0; i < n; i++) {
    const excess = returns[i]! - riskFree
    sum += excess
    largest = Math.max(largest, Math.abs(returns[i]!))
    if (excess < 0) squares += excess * excess
  }
  const shortfall = Math.sqrt(squares / n)
  return isRounding(shortfall, largest) ? null : (sum / n / shortfall) * Math.sqrt(periodsPerYear)
}
