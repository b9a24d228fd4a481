import { isRounding } from '../statistics/moments.ts'
import type { Series } from '../statistics/series.ts'
import type { RatioOptions } from './annual.ts'
import { readExcess } from './read-excess.ts'

/**
 * How far returns fall short, a year: sqrt(mean(min(0, r - f)^2)) x sqrt(periodsPerYear).
 *
 * Below the risk-free rate f, or any other return that must be reached, given as `riskFree`; 0 by default. The mean is
 * over all n returns: those that do not fall short count as 0 and are not left out. Source: Sortino and Price,
 * "Performance Measurement in a Downside Risk Framework", Journal of Investing 3 (1994).
 *
 * @param returns - simple returns, one a period
 * @returns a fraction of 0 or more, or `null` where there are no returns
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { downsideDeviation } from '@shagun/risk'
 *
 * downsideDeviation([0.03, -0.02, 0.01, 0.02], { periodsPerYear: 12 }) // 0.0346, 0.01 x sqrt(12)
 * ```
 */
export function downsideDeviation(returns: Series, options: RatioOptions): number | null {
  const { excess, size, periodsPerYear } = readExcess('downsideDeviation', { returns }, options)
  return excess.returns.length === 0 ? null : downside(excess.returns, size) * Math.sqrt(periodsPerYear)
}

/** The root of the mean square of what is below 0, for one period; 0 where it is rounding beside numbers of `size`. */
export function downside(excess: Series, size: number): number {
  let squares = 0
  for (let i = 0; i < excess.length; i++) if (excess[i]! < 0) squares += excess[i]! ** 2
  const deviation = Math.sqrt(squares / excess.length)
  return isRounding(deviation, size) ? 0 : deviation
}
