import type { Series } from '../statistics/series.ts'
import { shape } from '../statistics/shape.ts'
import { readReturns, type SeriesOptions } from './read-returns.ts'

/**
 * How heavy the tails of returns are, as a population, beyond those of a normal distribution: g2 = m4 / m2^2 - 3.
 *
 * Excess kurtosis, of central moments over n: 0 for a normal distribution. `sampleExcessKurtosis` corrects it for a
 * sample.
 *
 * @param returns - simple returns, one a period, in any order
 * @returns -2 or more, or `null` for fewer than two returns, and where they differ by no more than rounding
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { populationExcessKurtosis } from '@shagun/risk'
 *
 * populationExcessKurtosis([0.01, -0.01, 0.01, -0.01]) // -2, the least there is
 * ```
 */
export function populationExcessKurtosis(returns: Series, options?: SeriesOptions): number | null {
  const { returns: kept } = readReturns('populationExcessKurtosis', { returns }, options)
  return kept.length < 2 ? null : (shape(kept)?.excessKurtosis ?? null)
}

/**
 * How heavy the tails are of the returns of which these are a sample, beyond those of a normal distribution:
 * G2 = (n - 1) / ((n - 2) (n - 3)) x ((n + 1) g2 + 6).
 *
 * Excess kurtosis, as spreadsheets and pandas tell it. Source: Joanes and Gill, "Comparing Measures of Sample Skewness
 * and Kurtosis", The Statistician 47 (1998).
 *
 * @param returns - simple returns, one a period, in any order
 * @returns `null` for fewer than four returns, and where they differ by no more than rounding
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { sampleExcessKurtosis } from '@shagun/risk'
 *
 * sampleExcessKurtosis([0.01, 0.02, 0.03, 0.04]) // -1.2
 * ```
 */
export function sampleExcessKurtosis(returns: Series, options?: SeriesOptions): number | null {
  const { returns: kept } = readReturns('sampleExcessKurtosis', { returns }, options)
  const n = kept.length
  const found = n < 4 ? null : shape(kept)
  return found === null ? null : ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * found.excessKurtosis + 6)
}
