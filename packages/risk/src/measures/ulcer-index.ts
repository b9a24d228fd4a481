import type { Series } from '../statistics/series.ts'
import { type AnnualOptions, compoundedRate, ratePerPeriod, readPeriodsPerYear } from './annual.ts'
import { depths } from './drawdown-series.ts'
import { compoundable, readReturns, type SeriesOptions } from './read-returns.ts'

/**
 * How deep below its peak equity was, and for how long: the root of the mean square of its drawdowns, over all n periods.
 *
 * A fraction: 0.05 is an ulcer index of 5. Source: Martin and McCann, "The Investor's Guide to Fidelity Funds" (1989).
 *
 * @param returns - simple returns, one a period, in order of time
 * @returns between 0 and 1, or `null` where there are no returns
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1; `invalid-options` for
 * the options
 * @example
 * ```ts
 * import { ulcerIndex } from '@shagun/risk'
 *
 * ulcerIndex([0.25, -0.2, 0.1, -0.5]) // 0.303, from drawdowns of 0, 0.2, 0.12 and 0.56
 * ```
 */
export function ulcerIndex(returns: Series, options?: SeriesOptions): number | null {
  const { returns: kept } = readReturns('ulcerIndex', { returns }, options, compoundable)
  return kept.length === 0 ? null : rootMeanSquare(depths(kept))
}

/** What growth must exceed, a year. */
export interface UlcerPerformanceOptions extends AnnualOptions {
  /** What money earns without risk, as a fraction a year; 0.065 is 6.5 %. Default: 0. */
  readonly riskFree?: number
}

/**
 * Growth above the risk-free rate for the depth and length of drawdowns: (rate at which returns compound a year -
 * riskFree) / ulcer index.
 *
 * Also known as the Martin ratio.
 *
 * @param returns - simple returns, one a period, in order of time
 * @returns `null` where there are no returns or no drawdown, and where the rate is beyond what a number holds
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1; `invalid-options` for
 * the options
 * @example
 * ```ts
 * import { ulcerPerformanceIndex } from '@shagun/risk'
 *
 * ulcerPerformanceIndex([0.1, -0.2, 0.5], { periodsPerYear: 3 }) // 2.77: 0.32 over 0.115
 * ```
 */
export function ulcerPerformanceIndex(returns: Series, options: UlcerPerformanceOptions): number | null {
  const periodsPerYear = readPeriodsPerYear('ulcerPerformanceIndex', options)
  const { riskFree = 0 } = options
  ratePerPeriod('ulcerPerformanceIndex', 'riskFree', riskFree, periodsPerYear)
  const { returns: kept } = readReturns('ulcerPerformanceIndex', { returns }, options, compoundable)
  if (kept.length === 0) return null
  const ulcer = rootMeanSquare(depths(kept))
  const ratio = (compoundedRate(kept, periodsPerYear) - riskFree) / ulcer
  return Number.isFinite(ratio) ? ratio : null
}

function rootMeanSquare(values: Float64Array): number {
  let squares = 0
  for (const value of values) squares += value * value
  return Math.sqrt(squares / values.length)
}
