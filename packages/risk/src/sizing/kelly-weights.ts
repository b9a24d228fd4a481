import { cholesky, solveCholesky } from '../covariance/cholesky.ts'
import type { SymmetricMatrix } from '../covariance/matrix.ts'
import { invalidOption } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'
import { type KellyTerms, readTerms } from './kelly.ts'

/** Returns of several instruments; all numbers are of the same period, such as a year. */
export interface KellyWeightsOptions extends KellyTerms {
  /** The mean simple return of each, as a fraction, in the order of the covariance. */
  readonly expectedReturns: Series
  /** What money earns without risk, as a fraction. Default: 0. */
  readonly riskFree?: number
  /** Of the returns, positive definite: shrink it where there are few periods. */
  readonly covariance: SymmetricMatrix
  /** Whether nothing may be sold short. Default: true. */
  readonly longOnly?: boolean
}

/** How much of equity to hold of each. */
export interface KellyWeights {
  /** In times of equity, as fractions, in the order of the covariance; below 0 is short. */
  readonly weights: readonly number[]
  /** Why all weights are 0; absent otherwise. */
  readonly reason?: string
}

/**
 * The parts of equity to hold of several instruments, so that equity grows fastest in the long run.
 *
 * inverse(covariance) x (expectedReturns - riskFree). Long only, the best of what may be held: the w of 0 or more with
 * the largest w x excess - w x covariance x w / 2, which is not the same as leaving out what would be sold. Times
 * `fraction`, then all scaled down together to `maxLeverage`. Merton, "Optimum Consumption and Portfolio Rules in a
 * Continuous-Time Model", Journal of Economic Theory 3 (1971); Thorp (2006).
 *
 * Weights react violently to small errors of the expected returns: take a fraction, and a shrunk covariance.
 *
 * @returns weights of 0 with a `reason` where an expected return is not finite, the covariance is not positive definite,
 * or nothing has an edge
 * @throws ShagunError `invalid-options` where `fraction` or `maxLeverage` has no meaning, or there is not one expected
 * return for each row of the covariance
 * @example
 * ```ts
 * import { createSymmetricMatrix, kellyWeights } from '@shagun/risk'
 *
 * const covariance = createSymmetricMatrix([[0.04, 0.01], [0.01, 0.09]])
 * kellyWeights({ expectedReturns: [0.08, 0.1], covariance, fraction: 0.5 }).weights // 0.886, 0.457
 * ```
 */
export function kellyWeights(options: KellyWeightsOptions): KellyWeights {
  const { expectedReturns, riskFree = 0, covariance, longOnly = true } = options
  const take = readTerms('kellyWeights', options)
  const { size, labels, values } = covariance
  if (expectedReturns.length !== size)
    throw invalidOption(
      'kellyWeights',
      'expectedReturns',
      `${expectedReturns.length} long`,
      `${size}, one for each row`,
    )
  const none = (reason: string): KellyWeights => ({ weights: new Array<number>(size).fill(0), reason })
  const excess = Array.from(expectedReturns, (value) => value - riskFree)
  const odd = excess.findIndex((value) => !Number.isFinite(value))
  if (odd >= 0) return none(`The expected return of ${labels[odd]} is ${excess[odd]} above the risk-free one.`)
  const factor = cholesky(values, size)
  if (factor === null) return none('The covariance is not positive definite, so risks cannot be told apart; shrink it.')
  const best = longOnly ? solveNonNegative(values, excess) : solveCholesky(factor, excess)
  if (best.every((weight) => weight === 0)) return none('Nothing is expected to earn more than money without risk.')
  return { weights: take(Array.from(best)) }
}

/**
 * The w of 0 or more with the largest w x b - w x A x w / 2, for a positive definite A.
 *
 * By active sets (Lawson and Hanson, "Solving Least Squares Problems", chapter 23): what gains most joins those that are
 * above 0, their equations are solved, and what falls below 0 on the way there leaves again.
 */
function solveNonNegative(matrix: Readonly<Float64Array>, b: readonly number[]): Float64Array {
  const size = b.length
  const w = new Float64Array(size)
  const active = new Set<number>()
  const tolerance = 1e-12 * Math.max(...b.map(Math.abs))
  // Every round gains, so that none comes again; where gains are all rounding, the count ends it at no loss.
  for (let round = 0; round < 10 * size; round++) {
    let next = -1
    let most = tolerance
    for (let i = 0; i < size; i++) {
      if (active.has(i)) continue
      let gain = b[i]!
      for (let j = 0; j < size; j++) gain -= matrix[i * size + j]! * w[j]!
      if (gain > most) [next, most] = [i, gain]
    }
    if (next < 0) break
    active.add(next)
    while (!walk(matrix, b, w, active));
  }
  return w
}

/** Goes towards the best weights of those that are active, as far as none falls below 0; true where it got there. */
function walk(matrix: Readonly<Float64Array>, b: readonly number[], w: Float64Array, active: Set<number>): boolean {
  const indices = [...active]
  const part = Float64Array.from(indices.flatMap((i) => indices.map((j) => matrix[i * b.length + j]!)))
  // A part of a positive definite matrix is positive definite.
  const best = solveCholesky(
    cholesky(part, indices.length)!,
    indices.map((i) => b[i]!),
  )
  let reach = 1
  let blocking = -1
  for (const [k, i] of indices.entries()) {
    const share = best[k]! < 0 ? w[i]! / (w[i]! - best[k]!) : 1
    if (share < reach) [reach, blocking] = [share, i]
  }
  for (const [k, i] of indices.entries()) w[i] = Math.max(0, w[i]! + reach * (best[k]! - w[i]!))
  if (blocking < 0) return true
  w[blocking] = 0
  active.delete(blocking)
  return false
}
