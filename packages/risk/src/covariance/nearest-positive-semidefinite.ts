import { invalidOption, invalidRow } from '../invalid.ts'
import { cholesky } from './cholesky.ts'
import { correlationOf } from './correlation.ts'
import { eigen } from './eigen.ts'
import { gram } from './gram.ts'
import { matrixOf, type SymmetricMatrix } from './matrix.ts'

/** What a repair may change. */
export interface NearestOptions {
  /**
   * `kept`: the diagonal stays and the nearest matrix of correlations is looked for; `free`: any entry may change, which
   * comes nearest but moves variances. Default: `kept`.
   */
  readonly diagonal?: 'kept' | 'free'
}

/**
 * The nearest matrix that can be a covariance: one by which no portfolio has a variance below 0.
 *
 * Nearest in the sum of squared differences. With the diagonal kept, of correlations: alternating projections with
 * Dykstra's correction (Higham, "Computing the nearest correlation matrix", IMA Journal of Numerical Analysis 22, 2002).
 * With it free: eigenvalues below 0 become 0 (Higham, Linear Algebra and its Applications 103, 1988). What is in order
 * already is given back as it is. The result may be singular, so that it has no Cholesky factor.
 *
 * @throws ShagunError `invalid-data`, naming the row, for a kept diagonal below 0, or of 0 beside covariances that are
 * not; `invalid-options` for the options
 * @example
 * ```ts
 * import { createSymmetricMatrix, nearestPositiveSemidefinite } from '@shagun/risk'
 *
 * const said = createSymmetricMatrix([[1, 1, 0], [1, 1, 1], [0, 1, 1]])
 * nearestPositiveSemidefinite(said).at(0, 1) // 0.7607
 * ```
 */
export function nearestPositiveSemidefinite(matrix: SymmetricMatrix, options: NearestOptions = {}): SymmetricMatrix {
  const { diagonal = 'kept' } = options
  if (diagonal !== 'kept' && diagonal !== 'free')
    throw invalidOption('nearestPositiveSemidefinite', 'diagonal', diagonal, `'kept' or 'free'`)
  const { values, labels, size } = matrix
  if (diagonal === 'kept') requireVariances(matrix)
  if (isPositiveSemidefinite(values, size)) return matrix
  return matrixOf(diagonal === 'free' ? project(values, size) : repair(values, size), labels)
}

/** Whether no eigenvalue is below 0 by more than rounding, a part in 1e12 of the largest. */
export function isPositiveSemidefinite(values: Readonly<Float64Array>, size: number): boolean {
  if (cholesky(values, size) !== null) return true
  const found = eigen(values, size).values
  let least = 0
  let most = 0
  for (const value of found) {
    least = Math.min(least, value)
    most = Math.max(most, Math.abs(value))
  }
  return least >= -1e-12 * most
}

/** The nearest covariance with the same variances, which are not below 0; rows without variance become 0. */
export function repair(values: Readonly<Float64Array>, size: number): Float64Array {
  const deviations = Float64Array.from({ length: size }, (_, i) => Math.sqrt(values[i * size + i]!))
  const scaled = values.map((value, at) => {
    const [i, j] = [Math.floor(at / size), at % size]
    const product = deviations[i]! * deviations[j]!
    return i === j ? 1 : product === 0 ? 0 : value / product
  })
  const correlation = nearestCorrelation(scaled, size)
  return correlation.map((value, at) => {
    const [i, j] = [Math.floor(at / size), at % size]
    return i === j ? values[at]! : value * (deviations[i]! * deviations[j]!)
  })
}

function nearestCorrelation(start: Float64Array, size: number): Float64Array {
  let unit = start
  let semidefinite = start
  const correction = new Float64Array(start.length)
  for (let round = 0; round < 200; round++) {
    const corrected = unit.map((value, at) => value - correction[at]!)
    semidefinite = project(corrected, size)
    let change = 0
    unit = semidefinite.map((value, at) => {
      correction[at] = value - corrected[at]!
      const next = at % (size + 1) === 0 ? 1 : value
      change = Math.max(change, Math.abs(next - unit[at]!))
      return next
    })
    if (change < 1e-10) break
  }
  // The rounds end a little off one of the two sets. Scaled to a diagonal of 1, the semidefinite one stays so.
  return semidefinite.map((value, at) => {
    const [i, j] = [Math.floor(at / size), at % size]
    return i === j ? 1 : correlationOf(value, semidefinite[i * size + i]!, semidefinite[j * size + j]!)
  })
}

/** The nearest positive semidefinite matrix of all: the sum over eigenvalues above 0 of value x vector x vector. */
function project(values: Readonly<Float64Array>, size: number): Float64Array {
  const { values: stretches, vectors } = eigen(values, size)
  const parts = new Float64Array(size * size)
  for (let k = 0; k < size; k++) {
    const root = Math.sqrt(Math.max(0, stretches[k]!))
    for (let i = 0; i < size; i++) parts[i * size + k] = root * vectors[k * size + i]!
  }
  return gram(parts, size, size)
}

function requireVariances({ values, size, labels }: SymmetricMatrix): void {
  const of = 'nearestPositiveSemidefinite'
  for (let i = 0; i < size; i++) {
    const variance = values[i * size + i]!
    const expected = `0 or more to keep; with diagonal: 'free' it may change`
    if (variance < 0) throw invalidRow(of, labels[i]!, i, variance, expected)
    for (let j = 0; variance === 0 && j < size; j++)
      if (values[i * size + j] !== 0) throw invalidRow(of, labels[i]!, j, values[i * size + j], `0, as its variance is`)
  }
}
