import { regress } from '../statistics/regression.ts'
import type { Series } from '../statistics/series.ts'
import { readReturns, type SeriesOptions } from './read-returns.ts'

/**
 * How far returns move with a benchmark: cov(r, b) / var(b), the slope of the line of least squares.
 *
 * 1 moves as the benchmark does, 0 regardless of it. Of returns as they are; where the risk-free rate varies, give both
 * series less that rate.
 *
 * @param returns - simple returns, one a period
 * @param benchmark - those of the benchmark in the same periods; `alignReturns` pairs dated series
 * @returns `null` for fewer than two returns, and where those of the benchmark differ by no more than rounding or
 * have a variance below 1e-30
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite, and for series of different
 * lengths; `invalid-options` for the options
 * @example
 * ```ts
 * import { beta } from '@shagun/risk'
 *
 * beta([0.02, -0.01, 0.03], [0.01, 0, 0.02]) // 2
 * ```
 */
export function beta(returns: Series, benchmark: Series, options?: SeriesOptions): number | null {
  const kept = readReturns('beta', { returns, benchmark }, options)
  if (kept.returns.length < 2) return null
  return regress(kept.returns, kept.benchmark)?.slope ?? null
}
