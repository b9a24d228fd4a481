import { invalidOption } from '../invalid.ts'
import { correlationOf } from './correlation.ts'
import { type CovarianceOptions, type EstimateFacts, estimateCovariance, readEstimate } from './covariance-matrix.ts'
import { readIndex } from './matrix.ts'
import { readObservations, type SeriesSet } from './observations.ts'
import { pairwise } from './pairwise.ts'
import { ranks } from './ranks.ts'

/** How correlations are estimated. */
export interface CorrelationOptions extends CovarianceOptions {
  /**
   * `pearson`: of the returns themselves; `spearman`: of their ranks, which tells of any rising relation and minds no
   * outlier. Default: `pearson`. Ranks take neither weights nor shrinkage.
   */
  readonly method?: 'pearson' | 'spearman'
}

/** Correlations, from -1 to 1 and exactly 1 with itself, with how they came about. */
export interface CorrelationMatrix extends EstimateFacts {
  /** How many rows there are, and columns. */
  readonly size: number
  /** What the rows are about: ids of instruments, or `'0'`, `'1'` and so on. */
  readonly labels: readonly string[]
  /** Row by row, from -1 to 1; NaN where there is no correlation. */
  readonly values: Readonly<Float64Array>
  /**
   * The correlation of a row and a column, each by its label or by its number from 0; `null` where one is constant.
   *
   * @throws ShagunError `invalid-options` where there is no such row
   */
  at(row: string | number, column: string | number): number | null
}

/**
 * How closely returns move together, whatever their size: covariance over the product of both standard deviations.
 *
 * Clamped to [-1, 1]. A constant series has no correlation, also none with itself, and takes it from nobody else. With
 * shrinkage or weights, those of that covariance.
 *
 * @param series - simple returns, one a period, over the same periods in each; under the ids of instruments, or a list
 * @returns `null` where there are no series, fewer than two periods, or two series with fewer than two in common
 * @throws ShagunError `invalid-data`, naming series and row, for a return that is not finite (NaN is a missing one, and
 * `missing` says what becomes of it) and for series that differ in length; `invalid-options` for the options
 * @example
 * ```ts
 * import { correlationMatrix } from '@shagun/risk'
 *
 * const returns = { 'NSE:INFY': [0.01, -0.02, 0.03, 0], 'NSE:TCS': [0.02, -0.01, 0.04, 0.01] }
 * correlationMatrix(returns, { method: 'spearman' })?.at('NSE:INFY', 'NSE:TCS') // 1
 * ```
 */
export function correlationMatrix(series: SeriesSet, options: CorrelationOptions = {}): CorrelationMatrix | null {
  const of = 'correlationMatrix'
  const { method = 'pearson' } = options
  const read = readEstimate(of, options)
  if (method !== 'pearson' && method !== 'spearman')
    throw invalidOption(of, 'method', method, `'pearson' or 'spearman'`)
  if (method === 'spearman' && (read.shrinkage !== 'none' || read.weighting !== 'equal'))
    throw invalidOption(of, 'method', method, `'pearson' beside weights or shrinkage`)
  const observations = readObservations(of, series, read.missing)
  const { rows, size, length, labels, dropped } = observations
  if (size === 0 || length < 2) return null
  if (read.missing === 'pairwise') {
    const pairs = pairwise(observations, method)
    return pairs && withLabels(pairs.values, { ...pairs, labels, dropped, shrinkage: 0 })
  }
  if (method === 'spearman')
    for (let i = 0; i < size; i++) {
      const row = rows.subarray(i * length, (i + 1) * length)
      row.set(ranks(row))
    }
  const covariance = estimateCovariance(observations, read)
  return covariance && withLabels(normalize(covariance.values, size), covariance)
}

function normalize(covariance: Readonly<Float64Array>, size: number): Float64Array {
  const variance = (i: number): number => covariance[i * size + i]!
  return covariance.map((value, at) => {
    const [i, j] = [Math.floor(at / size), at % size]
    const correlation = correlationOf(value, variance(i), variance(j))
    return i === j && !Number.isNaN(correlation) ? 1 : correlation
  })
}

function withLabels(
  values: Float64Array,
  { labels, observations, dropped, shrinkage, repaired }: EstimateFacts & { readonly labels: readonly string[] },
): CorrelationMatrix {
  const size = labels.length
  const indexOf = readIndex(labels)
  return {
    size,
    labels,
    values,
    observations,
    dropped,
    shrinkage,
    repaired,
    at(row, column) {
      const value = values[indexOf(row) * size + indexOf(column)]!
      return Number.isNaN(value) ? null : value
    },
  }
}
