import { invalidOption, invalidRow } from '../invalid.ts'
import { normalDensity, normalQuantile } from '../statistics/normal.ts'
import type { Series } from '../statistics/series.ts'
import { studentTQuantile } from '../statistics/student-t.ts'
import { composed, type LossDecomposition } from './decompose.ts'
import { meanBeyond } from './student-t.ts'
import { readBetween, readTail, type Tail } from './tail-options.ts'

/** How returns of the given covariance are distributed. */
export interface CovarianceTail extends Tail {
  /** For each instrument its expected return of one period. Default: 0 for all. */
  readonly means?: Series
  /** Student's t with the given covariance; above 2, Infinity is the normal distribution. Default: Infinity. */
  readonly degreesOfFreedom?: number
}

/** The numbers of a covariance matrix of returns of one period, row by row. */
export interface CovarianceValues {
  readonly values: Readonly<Float64Array> | readonly number[]
}

/**
 * The value at risk of positions under a covariance from elsewhere, shrunk or weighted, with what each instrument has to
 * do with it: z sqrt(w'Sw) - w'm, and the marginal z (Sw) / sqrt(w'Sw) - m.
 *
 * Over a horizon S and m grow with time, which is right for independent returns. It needs no more than the products of
 * one matrix and one vector, so that it can follow a book as it trades.
 *
 * @param covariance - of returns of one period, row by row, such as a covariance matrix of this package
 * @param positions - for each row its weight, or its value; short is negative
 * @returns `null` where the positions do not vary
 * @throws ShagunError `invalid-data` for a number that is not finite; `invalid-options` where the matrix is not as many
 * rows and columns as there are positions or gives them a variance below 0, or for the options
 * @example
 * ```ts
 * import { covarianceValueAtRisk } from '@shagun/risk'
 *
 * const covariance = { values: [0.0004, 0.0001, 0.0001, 0.0001] }
 * covarianceValueAtRisk(covariance, [10_000, 10_000], { confidence: 0.99 })?.component // 439.64 and 175.86, of 615.49
 * ```
 */
export function covarianceValueAtRisk(
  covariance: CovarianceValues,
  positions: Series,
  options: CovarianceTail,
): LossDecomposition | null {
  return decompose('covarianceValueAtRisk', covariance, positions, options, (quantile) => -quantile)
}

/**
 * The expected shortfall of positions under a covariance from elsewhere; otherwise as {@link covarianceValueAtRisk}.
 *
 * @param covariance - of returns of one period, row by row, such as a covariance matrix of this package
 * @param positions - for each row its weight, or its value; short is negative
 * @returns `null` where the positions do not vary
 * @throws ShagunError `invalid-data` for a number that is not finite; `invalid-options` where the matrix is not as many
 * rows and columns as there are positions or gives them a variance below 0, or for the options
 * @example
 * ```ts
 * import { covarianceExpectedShortfall } from '@shagun/risk'
 *
 * const covariance = { values: [0.0004, 0.0001, 0.0001, 0.0001] }
 * covarianceExpectedShortfall(covariance, [10_000, 10_000], { confidence: 0.99 })?.total // 705.15
 * ```
 */
export function covarianceExpectedShortfall(
  covariance: CovarianceValues,
  positions: Series,
  options: CovarianceTail,
): LossDecomposition | null {
  return decompose('covarianceExpectedShortfall', covariance, positions, options, (quantile, tail, degrees) =>
    degrees === Infinity ? normalDensity(quantile) / tail : meanBeyond(quantile, degrees, tail),
  )
}

function decompose(
  measure: string,
  { values }: CovarianceValues,
  positions: Series,
  options: CovarianceTail,
  factorOf: (quantile: number, tail: number, degrees: number) => number,
): LossDecomposition | null {
  const { tail, horizon } = readTail(measure, options)
  const { degreesOfFreedom: degrees = Infinity, means } = options
  if (degrees !== Infinity) readBetween(measure, 'degreesOfFreedom', degrees, 2, Infinity)
  const n = positions.length
  if (values.length !== n * n)
    throw invalidOption(measure, 'covariance', `${values.length} numbers`, `${n * n}, ${n} rows of ${n}`)
  if (means !== undefined && means.length !== n)
    throw invalidOption(measure, 'means', `${means.length} numbers`, `${n}, one for each position`)
  const products = new Float64Array(n)
  let variance = 0
  let mean = 0
  for (let i = 0; i < n; i++) {
    let product = 0
    for (let j = 0; j < n; j++) product += values[i * n + j]! * positions[j]!
    products[i] = product
    variance += positions[i]! * product
    mean += (means?.[i] ?? 0) * positions[i]!
  }
  if (!Number.isFinite(variance + mean)) refuseNonFinite(measure, values, positions, means ?? [])
  if (variance < -1e-12 * grossVariance(values, positions))
    throw invalidOption(measure, 'covariance', `a variance of ${variance}`, 'a positive semidefinite matrix')
  if (variance <= 1e-12 * grossVariance(values, positions)) return null
  const quantile = degrees === Infinity ? normalQuantile(tail) : studentTQuantile(tail, degrees)
  const scale = degrees === Infinity ? 1 : Math.sqrt((degrees - 2) / degrees)
  const slope = (factorOf(quantile, tail, degrees) * scale * Math.sqrt(horizon)) / Math.sqrt(variance)
  return composed(
    positions,
    products.map((product, i) => slope * product - horizon * (means?.[i] ?? 0)),
  )
}

/** The variance if nothing hedged anything, which tells what is rounding. */
function grossVariance(values: ArrayLike<number>, positions: Series): number {
  const n = positions.length
  let deviation = 0
  for (let i = 0; i < n; i++) deviation += Math.abs(positions[i]!) * Math.sqrt(Math.max(0, values[i * n + i]!))
  return deviation * deviation
}

function refuseNonFinite(measure: string, values: ArrayLike<number>, positions: Series, means: Series): never {
  for (const [field, numbers] of Object.entries({ covariance: values, positions, means }))
    for (let i = 0; i < numbers.length; i++)
      if (!Number.isFinite(numbers[i])) throw invalidRow(measure, field, i, numbers[i], 'a finite number')
  throw invalidRow(measure, 'covariance', 0, values[0], 'numbers whose products are finite')
}
