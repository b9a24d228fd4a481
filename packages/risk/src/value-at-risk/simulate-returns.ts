import { cholesky } from '../covariance/cholesky.ts'
import { invalidOption } from '../invalid.ts'
import { moments } from '../statistics/moments.ts'
import { type Draws, seededDraws } from '../statistics/random-draws.ts'
import type { Series } from '../statistics/series.ts'
import { requireColumns } from './columns.ts'
import { readBetween } from './tail-options.ts'

interface Paths {
  /** A whole number; the same seed gives the same paths, to the bit. */
  readonly seed: number
  /** How many outcomes are drawn. Default: 100,000. */
  readonly paths?: number
  /** How many periods an outcome adds up, a whole number. Default: 1. */
  readonly horizon?: number
}

/** Normal returns of the sample's means and covariances. */
export interface GaussianSimulation extends Paths {
  /** Default, where no model is named. */
  readonly model?: 'gaussian'
}

/** Multivariate Student's t of the sample's means and covariances: extremes come together. */
export interface StudentTSimulation extends Paths {
  readonly model: 'student-t'
  /** Above 2, so that there is a variance. */
  readonly degreesOfFreedom: number
}

/** Runs of periods as they happened, all columns together, drawn with replacement from the sample bent into a ring. */
export interface BlockBootstrap extends Paths {
  readonly model: 'block-bootstrap'
  /** How many periods follow each other as they did, where the horizon has as many. Default: the cube root of n. */
  readonly blockLength?: number
}

/** How returns are drawn, and from which seed. */
export type Simulation = GaussianSimulation | StudentTSimulation | BlockBootstrap

/**
 * Draws returns that hang together as those of the sample do: correlated by the Cholesky factor of their covariance, or
 * taken from the sample in blocks.
 *
 * Give what comes back to {@link portfolioReturns}, or to the historical method of any measure. A covariance that is
 * singular, such as that of more columns than periods, gets a part in 1e10 on its diagonal. Normal draws are Marsaglia's
 * polar method, chi-squares Marsaglia and Tsang's; the bootstrap is the circular one of Politis and Romano (1992).
 *
 * @param columns - for each instrument its simple returns, one a period, all of the same periods
 * @returns for each column `paths` outcomes, each the sum of `horizon` returns; `null` for fewer than two periods
 * @throws ShagunError `invalid-data` for a return that is not finite; `invalid-options` for columns of different lengths
 * or options without meaning
 * @example
 * ```ts
 * import { simulateReturns } from '@shagun/risk'
 *
 * const columns = [[0.01, -0.03, 0.02, -0.01], [0.02, -0.02, 0.01, 0]]
 * const drawn = simulateReturns(columns, { model: 'gaussian', seed: 42, paths: 1000, horizon: 10 })
 * drawn?.[0]?.length // 1000
 * ```
 */
export function simulateReturns(columns: readonly Series[], options: Simulation): readonly Float64Array[] | null {
  const measure = 'simulateReturns'
  const periods = requireColumns(measure, columns)
  const paths = readWhole(measure, 'paths', options.paths ?? 100_000)
  const horizon = readWhole(measure, 'horizon', options.horizon ?? 1)
  if (!Number.isSafeInteger(options.seed)) throw invalidOption(measure, 'seed', options.seed, 'a whole number')
  const step = stepOf(measure, columns, periods, options)
  if (step === undefined) return null
  const draws = seededDraws(options.seed)
  const outcomes = columns.map(() => new Float64Array(paths))
  for (let path = 0; path < paths; path++)
    for (let period = 0; period < horizon; period++) step(draws, outcomes, path, period)
  return outcomes
}

/** Adds the returns of one more period to a path. */
type Step = (draws: Draws, outcomes: readonly Float64Array[], path: number, period: number) => void

function stepOf(measure: string, columns: readonly Series[], periods: number, options: Simulation): Step | undefined {
  switch (options.model) {
    case undefined:
    case 'gaussian':
      return periods < 2 ? undefined : correlated(columns, Infinity)
    case 'student-t': {
      const degrees = readBetween(measure, 'degreesOfFreedom', options.degreesOfFreedom, 2, Infinity)
      return periods < 2 ? undefined : correlated(columns, degrees)
    }
    case 'block-bootstrap': {
      const blockLength = readWhole(measure, 'blockLength', options.blockLength ?? Math.ceil(Math.cbrt(periods || 1)))
      return periods < 2 ? undefined : fromBlocks(columns, periods, blockLength)
    }
    default:
      throw invalidOption(
        measure,
        'model',
        (options as { model: unknown }).model,
        `'gaussian', 'student-t' or 'block-bootstrap'`,
      )
  }
}

function correlated(columns: readonly Series[], degrees: number): Step {
  const n = columns.length
  const means = columns.map((column) => moments(column).mean)
  const factor = factorOf(columns, means)
  const shocks = new Float64Array(n)
  return (draws, outcomes, path) => {
    for (let i = 0; i < n; i++) shocks[i] = draws.normal()
    // One divisor for all columns makes them extreme together; it is scaled so that variances stay the sample's.
    const stretch = degrees === Infinity ? 1 : Math.sqrt((degrees - 2) / draws.chiSquare(degrees))
    for (let i = 0; i < n; i++) {
      let shock = 0
      for (let k = 0; k <= i; k++) shock += factor[i * n + k]! * shocks[k]!
      outcomes[i]![path]! += means[i]! + stretch * shock
    }
  }
}

function fromBlocks(columns: readonly Series[], periods: number, blockLength: number): Step {
  let at = 0
  return (draws, outcomes, path, period) => {
    at = period % blockLength === 0 ? Math.floor(draws.uniform() * periods) : (at + 1) % periods
    for (let i = 0; i < columns.length; i++) outcomes[i]![path]! += columns[i]![at]!
  }
}

/** The Cholesky factor of the sample's covariance, its diagonal raised where it is singular. */
function factorOf(columns: readonly Series[], means: readonly number[]): Float64Array {
  const n = columns.length
  const covariance = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) covariance[i * n + j] = covarianceOf(columns[i]!, means[i]!, columns[j]!, means[j]!)
  const diagonal = Array.from({ length: n }, (_, i) => covariance[i * n + i]!)
  const largest = Math.max(...diagonal)
  if (largest === 0) return covariance
  if (largest === Infinity)
    throw invalidOption('simulateReturns', 'columns', 'too large', 'returns with a finite variance')
  for (let raise = 0; ; raise = Math.max(1e-10, raise * 100)) {
    for (let i = 0; i < n; i++) covariance[i * n + i] = diagonal[i]! + raise * largest
    const factor = cholesky(covariance, n)
    if (factor !== null) return factor
  }
}

function covarianceOf(a: Series, meanOfA: number, b: Series, meanOfB: number): number {
  let sum = 0
  for (let t = 0; t < a.length; t++) sum += (a[t]! - meanOfA) * (b[t]! - meanOfB)
  return sum / (a.length - 1)
}

function readWhole(measure: string, option: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw invalidOption(measure, option, value, 'a whole number, 1 or more')
}
