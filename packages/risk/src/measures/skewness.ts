import type { Series } from '../statistics/series.ts'
import { shape } from '../statistics/shape.ts'
import { readReturns, type SeriesOptions } from './read-returns.ts'

/**
 * How lopsided returns are, as a population: g1 = m3 / m2^1.5, of central moments over n.
 *
 * 0 where gains and losses mirror each other, below 0 where the losses reach further. `sampleSkewness` corrects it for a
 * sample.
 *
 * @param returns - simple returns, one a period, in any order
 * @returns `null` for fewer than two returns, and where they differ by no more than rounding
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { populationSkewness } from '@shagun/risk'
 *
 * populationSkewness([0, 0, 0.03]) // 0.707
 * ```
 */
export function populationSkewness(returns: Series, options?: SeriesOptions): number | null {
  const { returns: kept } = readReturns('populationSkewness', { returns }, options)
  return kept.length < 2 ? null : (shape(kept)?.skewness ?? null)
}

/**
 * How lopsided the returns are of which these are a sample: G1 = g1 x sqrt(n (n - 1)) / (n - 2).
 *
 * What spreadsheets and pandas tell. Source: Joanes and Gill, "Comparing Measures of Sample Skewness and Kurtosis", The
 * Statistician 47 (1998).
 *
 * @param returns - simple returns, one a period, in any order
 * @returns `null` for fewer than three returns, and where they differ by no more than rounding
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { sampleSkewness } from '@shagun/risk'
 *
 * sampleSkewness([0, 0, 0.03]) // 1.73
 * ```
 */
export function sampleSkewness(returns: Series, options?: SeriesOptions): number | null {
  const { returns: kept } = readReturns('sampleSkewness', { returns }, options)
  const n = kept.length
  const found = n < 3 ? null : shape(kept)
  return found === null ? null : (found.skewness * Math.sqrt(n * (n - 1))) / (n - 2)
}
