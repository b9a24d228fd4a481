import { moments } from '../statistics/moments.ts'
import type { Series } from '../statistics/series.ts'
import { type AnnualOptions, readPeriodsPerYear } from './annual.ts'
import { readActive } from './tracking-error.ts'

/**
 * Reward for leaving the benchmark, a year: mean(r - b) / sd(r - b) x sqrt(periodsPerYear).
 *
 * Over the sample's deviation (n - 1), which is the tracking error. With `periodsPerYear` 1 it is that of one period.
 * Source: Goodwin, "The Information Ratio", Financial Analysts Journal 54 (1998).
 *
 * @param returns - simple returns, one a period
 * @param benchmark - those of the benchmark in the same periods; `alignReturns` pairs dated series
 * @returns `null` for fewer than two returns, and where the differences are all the same but for rounding
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite, and for series of different
 * lengths; `invalid-options` for the options
 * @example
 * ```ts
 * import { informationRatio } from '@shagun/risk'
 *
 * informationRatio([0.02, -0.01, 0.03], [0.01, 0, 0.01], { periodsPerYear: 12 }) // 1.51
 * ```
 */
export function informationRatio(returns: Series, benchmark: Series, options: AnnualOptions): number | null {
  const periodsPerYear = readPeriodsPerYear('informationRatio', options)
  const { active, size } = readActive('informationRatio', returns, benchmark, options)
  if (active.length < 2) return null
  const { mean, deviation } = moments(active, size)
  return deviation === 0 ? null : (mean / deviation) * Math.sqrt(periodsPerYear)
}
