import { invalidOption } from '../invalid.ts'
import { constantCorrelation } from './constant-correlation.ts'
import { gram } from './gram.ts'
import { matrixOf, type SymmetricMatrix } from './matrix.ts'
import { center, type MissingReturns, type Observations, readObservations, type SeriesSet } from './observations.ts'
import { pairwise } from './pairwise.ts'
import { ledoitWolf, oracleApproximating } from './scaled-identity.ts'
import { type Sample, type Shrinkage, shrink } from './shrinkage.ts'
import { singleFactor } from './single-factor.ts'

/**
 * What a sample covariance is pulled to, as far as its own uncertainty says: `ledoit-wolf` and `oas` to the identity
 * times the mean variance, `constant-correlation` to one correlation for all, `single-factor` to betas with a market.
 */
export type ShrinkageTarget = 'none' | 'ledoit-wolf' | 'oas' | 'constant-correlation' | 'single-factor'

/** Weights that fall by a factor with every period that lies further back. */
export interface ExponentialWeighting {
  /** The factor, between 0 and 1: 0.94 is RiskMetrics' for days, 0.97 for months. */
  readonly lambda: number
  /**
   * What returns are measured from: `zero`, as RiskMetrics does; or their `weighted` mean, and then the sum is corrected
   * for it by 1 - the sum of squared weights. Default: `zero`.
   */
  readonly mean?: 'zero' | 'weighted'
}

/** How a covariance is estimated. */
export interface CovarianceOptions {
  /** Default: `none`. Takes equal weights and whole periods. */
  readonly shrinkage?: ShrinkageTarget
  /** Default: `equal`. Takes whole periods. */
  readonly weighting?: 'equal' | ExponentialWeighting
  /** Default: `reject`. */
  readonly missing?: MissingReturns
}

/** How an estimate came about. */
export interface EstimateFacts {
  /** The periods that it rests on; with `pairwise`, the fewest that a pair has in common. */
  readonly observations: number
  /** The periods that were left out, because something was missing in them. */
  readonly dropped: number
  /** How far it was shrunk: a fraction from 0, not at all, to 1, the target itself. */
  readonly shrinkage: number
  /** Whether pairs did not fit together and the nearest positive semidefinite matrix was put in their place. */
  readonly repaired: boolean
}

/** Covariances of returns for one period, as fractions squared, with how they came about. */
export type CovarianceMatrix = SymmetricMatrix & EstimateFacts

/**
 * How returns move together: the covariance of every pair, for one period.
 *
 * By itself the sample covariance, sum of (x - mean x)(y - mean y) over n - 1, in two passes. Shrunk ones begin from
 * n instead of n - 1, as their papers do, and are positive definite also for more instruments than periods, as long as
 * none is constant. Weighted ones sum lambda^age x y, the weights summing to 1. Positive semidefinite always;
 * multiply by the periods of a year for yearly ones.
 *
 * @param series - simple returns, one a period, over the same periods in each; under the ids of instruments, or a list
 * @returns `null` where there are no series, fewer than two periods, or two series with fewer than two in common
 * @throws ShagunError `invalid-data`, naming series and row, for a return that is not finite (NaN is a missing one, and
 * `missing` says what becomes of it) and for series that differ in length; `invalid-options` for the options
 * @example
 * ```ts
 * import { covarianceMatrix } from '@shagun/risk'
 *
 * const returns = { 'NSE:INFY': [0.01, -0.02, 0.03, 0], 'NSE:TCS': [0.02, -0.01, 0.01, 0.01] }
 * const covariance = covarianceMatrix(returns, { shrinkage: 'ledoit-wolf' })
 * covariance?.at('NSE:INFY', 'NSE:TCS')
 * ```
 */
export function covarianceMatrix(series: SeriesSet, options: CovarianceOptions = {}): CovarianceMatrix | null {
  const read = readEstimate('covarianceMatrix', options)
  return estimateCovariance(readObservations('covarianceMatrix', series, read.missing), read)
}

/** The options with their defaults, and that they go together. */
export function readEstimate(of: string, options: CovarianceOptions): Required<CovarianceOptions> {
  const { shrinkage = 'none', weighting = 'equal', missing = 'reject' } = options
  if (shrinkage !== 'none' && !Object.hasOwn(targets, shrinkage))
    throw invalidOption(of, 'shrinkage', shrinkage, `'none' or ${Object.keys(targets).join(', ')}`)
  if (weighting !== 'equal') requireWeighting(of, weighting)
  if (shrinkage !== 'none' && (weighting !== 'equal' || missing === 'pairwise'))
    throw invalidOption(of, 'shrinkage', shrinkage, 'none beside weights, or beside pairs over different periods')
  if (weighting !== 'equal' && missing === 'pairwise')
    throw invalidOption(of, 'missing', missing, `'reject' or 'drop' beside weights`)
  return { shrinkage, weighting, missing }
}

export function estimateCovariance(
  observations: Observations,
  { shrinkage, weighting, missing }: Required<CovarianceOptions>,
): CovarianceMatrix | null {
  const { labels, size, length, dropped } = observations
  if (size === 0 || length < 2) return null
  if (missing === 'pairwise') {
    const pairs = pairwise(observations, 'covariance')
    return pairs && { ...matrixOf(pairs.values, labels), ...pairs, dropped, shrinkage: 0 }
  }
  const facts = { observations: length, dropped, repaired: false }
  if (weighting !== 'equal') {
    const covariance = weighted(observations, weighting)
    return covariance && { ...matrixOf(covariance, labels), ...facts, shrinkage: 0 }
  }

  center(observations.rows, size, length)
  const covariance = gram(observations.rows, size, length)
  divide(covariance, shrinkage === 'none' ? length - 1 : length)
  if (shrinkage === 'none') return { ...matrixOf(covariance, labels), ...facts, shrinkage: 0 }
  const sample: Sample = { ...observations, covariance }
  const found = targets[shrinkage](sample)
  return { ...matrixOf(shrink(sample, found), labels), ...facts, shrinkage: found.intensity }
}

function divide(values: Float64Array, by: number): void {
  for (let at = 0; at < values.length; at++) values[at]! /= by
}

const targets: Readonly<Record<Exclude<ShrinkageTarget, 'none'>, (sample: Sample) => Shrinkage>> = {
  'ledoit-wolf': ledoitWolf,
  oas: oracleApproximating,
  'constant-correlation': constantCorrelation,
  'single-factor': singleFactor,
}

/** `null` where so little is left of all weights but the last that no mean can be told from it. */
function weighted(
  { rows, size, length }: Observations,
  { lambda, mean = 'zero' }: ExponentialWeighting,
): Float64Array | null {
  const weights = new Float64Array(length)
  let sum = 0
  for (let t = length - 1, weight = 1; t >= 0; t--, weight *= lambda) sum += weights[t] = weight
  let squares = 0
  for (let t = 0; t < length; t++) squares += (weights[t]! /= sum) ** 2
  if (mean === 'weighted' && squares === 1) return null
  if (mean === 'weighted') center(rows, size, length, weights)
  for (let i = 0; i < size; i++)
    for (let t = 0, at = i * length; t < length; t++, at++) rows[at]! *= Math.sqrt(weights[t]!)
  const covariance = gram(rows, size, length)
  if (mean === 'weighted') divide(covariance, 1 - squares)
  return covariance
}

function requireWeighting(of: string, weighting: ExponentialWeighting): void {
  const { lambda, mean = 'zero' } = Object(weighting) as ExponentialWeighting
  if (!(lambda > 0 && lambda < 1))
    throw invalidOption(
      of,
      'weighting',
      JSON.stringify(weighting),
      `'equal', or a lambda between 0 and 1, such as 0.94`,
    )
  if (mean !== 'zero' && mean !== 'weighted') throw invalidOption(of, 'mean', mean, `'zero' or 'weighted'`)
}
