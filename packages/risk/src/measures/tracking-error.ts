import { moments } from '../statistics/moments.ts'
import type { Series } from '../statistics/series.ts'
import { type AnnualOptions, readPeriodsPerYear } from './annual.ts'
import { readReturns, type SeriesOptions } from './read-returns.ts'

/**
 * How far returns stray from a benchmark, a year: sd(r - b) x sqrt(periodsPerYear), the sample's deviation (n - 1).
 *
 * @param returns - simple returns, one a period
 * @param benchmark - those of the benchmark in the same periods; `alignReturns` pairs dated series
 * @returns a fraction of 0 or more, or `null` for fewer than two returns
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite, and for series of different
 * lengths; `invalid-options` for the options
 * @example
 * ```ts
 * import { trackingError } from '@shagun/risk'
 *
 * trackingError([0.02, -0.01, 0.03], [0.01, 0, 0.01], { periodsPerYear: 12 }) // 0.0529
 * ```
 */
export function trackingError(returns: Series, benchmark: Series, options: AnnualOptions): number | null {
  const periodsPerYear = readPeriodsPerYear('trackingError', options)
  const { active, size } = readActive('trackingError', returns, benchmark, options)
  return active.length < 2 ? null : moments(active, size).deviation * Math.sqrt(periodsPerYear)
}

/** What was earned beyond a benchmark, and the largest return that took part: differences far below it are rounding. */
interface Active {
  readonly active: Float64Array
  readonly size: number
}

/** @throws ShagunError `invalid-data`, naming series and row; `invalid-options` for `missing` */
export function readActive(measure: string, returns: Series, benchmark: Series, options: SeriesOptions): Active {
  const kept = readReturns(measure, { returns, benchmark }, options)
  const active = new Float64Array(kept.returns.length)
  let size = 0
  for (let i = 0; i < active.length; i++) {
    const [own, other] = [kept.returns[i]!, kept.benchmark[i]!]
    active[i] = own - other
    size = Math.max(size, Math.abs(own), Math.abs(other))
  }
  return { active, size }
}
