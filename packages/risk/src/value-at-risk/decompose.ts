import { invalidOption } from '../invalid.ts'
import { moments } from '../statistics/moments.ts'
import { normalDensity, normalQuantile } from '../statistics/normal.ts'
import { countOf, quantilePosition } from '../statistics/quantile.ts'
import { select } from '../statistics/select.ts'
import type { Series } from '../statistics/series.ts'
import { withoutGaps } from './columns.ts'
import type { GaussianTail } from './gaussian.ts'
import { ddofCorrection } from './gaussian.ts'
import { type HistoricalTail, readQuantileType } from './historical.ts'
import type { MonteCarloTail } from './monte-carlo.ts'
import { weighColumns } from './portfolio-returns.ts'
import { simulateReturns } from './simulate-returns.ts'
import { readTail, type TailQuestion } from './tail-options.ts'

/** The methods whose losses can be told apart by instrument. */
export type DecomposableTail = GaussianTail | HistoricalTail | MonteCarloTail

/** A loss, and what each instrument has to do with it. */
export interface LossDecomposition {
  /** The loss of the whole, in the unit of the positions. */
  readonly total: number
  /** For each instrument how much the loss rises for one more unit of its position. */
  readonly marginal: Float64Array
  /** For each instrument its part of the loss, position times marginal; they sum to the total. */
  readonly component: Float64Array
}

/**
 * The value at risk of positions, divided among the instruments by Euler's rule: component = position x marginal.
 *
 * For `gaussian` the marginal is -(mean + z cov(r, portfolio) / sd(portfolio)). For `historical` and `monte-carlo` it is
 * minus the instrument's return in the one outcome, or the two, that the quantile is read from: exact, and as noisy as
 * that sounds; {@link decomposeExpectedShortfall} averages over the tail instead. Source: Tasche, "Risk contributions and
 * performance measurement" (1999).
 *
 * @param columns - for each instrument its simple returns, one a period, all of the same periods
 * @param positions - for each instrument its weight, or its value; short is negative
 * @returns `null` where {@link portfolioValueAtRisk} is, and for `gaussian` where the portfolio does not vary
 * @throws ShagunError `invalid-data` for a return or a position that is not finite; `invalid-options` for columns of
 * different lengths, positions that do not fit them, or the options
 * @example
 * ```ts
 * import { decomposeValueAtRisk } from '@shagun/risk'
 *
 * const columns = [[0.01, -0.03, 0.02, -0.01], [0.02, -0.02, 0.01, 0]]
 * decomposeValueAtRisk(columns, [0.6, 0.4], { confidence: 0.95, method: 'gaussian' })?.component // 0.0231 and 0.0097
 * ```
 */
export function decomposeValueAtRisk(
  columns: readonly Series[],
  positions: Series,
  options: DecomposableTail,
): LossDecomposition | null {
  return decompose('decomposeValueAtRisk', columns, positions, options, {
    normalFactor: (tail) => -normalQuantile(tail),
    outcomes: quantileOutcomes,
  })
}

/**
 * The expected shortfall of positions, divided among the instruments by Euler's rule: component = position x marginal.
 *
 * For `historical` and `monte-carlo` the marginal is the instrument's mean loss in the outcomes that make up the
 * portfolio's tail; for `gaussian` it follows the covariance. Otherwise as {@link decomposeValueAtRisk}.
 *
 * @param columns - for each instrument its simple returns, one a period, all of the same periods
 * @param positions - for each instrument its weight, or its value; short is negative
 * @returns `null` where {@link portfolioExpectedShortfall} is, and for `gaussian` where the portfolio does not vary
 * @throws ShagunError `invalid-data` for a return or a position that is not finite; `invalid-options` for columns of
 * different lengths, positions that do not fit them, or the options
 * @example
 * ```ts
 * import { decomposeExpectedShortfall } from '@shagun/risk'
 *
 * const columns = [[0.01, -0.03, 0.02, -0.01], [0.02, -0.02, 0.01, 0]]
 * const parts = decomposeExpectedShortfall(columns, [0.6, 0.4], { confidence: 0.75, method: 'historical' })
 * parts?.component // 0.018 and 0.008, of 0.026
 * ```
 */
export function decomposeExpectedShortfall(
  columns: readonly Series[],
  positions: Series,
  options: DecomposableTail,
): LossDecomposition | null {
  return decompose('decomposeExpectedShortfall', columns, positions, options, {
    normalFactor: (tail) => normalDensity(normalQuantile(tail)) / tail,
    outcomes: tailOutcomes,
  })
}

/** What tells the two measures apart: how many deviations they are for a normal, and the weights of outcomes. */
interface Kind {
  normalFactor(tail: number): number
  outcomes(portfolio: Float64Array, tail: number, type: 1 | 5 | 7): Float64Array | undefined
}

function decompose(
  measure: string,
  given: readonly Series[],
  positions: Series,
  options: DecomposableTail,
  kind: Kind,
): LossDecomposition | null {
  const question = readTail(measure, options)
  const columns = withoutGaps(measure, given, options)
  switch (options.method) {
    case 'gaussian':
      return byCovariance(question, columns, positions, options, kind.normalFactor(question.tail))
    case 'historical': {
      const type = readQuantileType(measure, options)
      const portfolio = weighColumns(measure, columns, positions)
      const weights = kind.outcomes(portfolio, question.tail, type)
      return weights === undefined ? null : byOutcomes(columns, positions, weights, Math.sqrt(question.horizon))
    }
    case 'monte-carlo': {
      const simulated = simulateReturns(columns, options)
      if (simulated === null) return null
      const weights = kind.outcomes(weighColumns(measure, simulated, positions), question.tail, 7)
      return weights === undefined ? null : byOutcomes(simulated, positions, weights, 1)
    }
    default:
      throw invalidOption(
        measure,
        'method',
        (options as { method: unknown }).method,
        `'gaussian', 'historical' or 'monte-carlo'`,
      )
  }
}

function byCovariance(
  { measure, horizon }: TailQuestion,
  columns: readonly Series[],
  positions: Series,
  options: GaussianTail,
  factor: number,
): LossDecomposition | null {
  const portfolio = weighColumns(measure, columns, positions)
  const n = portfolio.length
  const deviations = factor * Math.sqrt(horizon) * ddofCorrection(measure, n, options)
  if (n < 2) return null
  const { mean, deviation } = moments(portfolio)
  if (deviation === 0) return null
  const marginal = Float64Array.from(columns, (column) => {
    const own = moments(column).mean
    let products = 0
    for (let t = 0; t < n; t++) products += (column[t]! - own) * (portfolio[t]! - mean)
    return (deviations * products) / (n - 1) / deviation - own * horizon
  })
  return composed(positions, marginal)
}

function byOutcomes(
  columns: readonly Series[],
  positions: Series,
  weights: Float64Array,
  scale: number,
): LossDecomposition {
  const marginal = Float64Array.from(columns, (column) => {
    let loss = 0
    for (let t = 0; t < weights.length; t++) if (weights[t] !== 0) loss -= weights[t]! * column[t]!
    return scale * loss
  })
  return composed(positions, marginal)
}

export function composed(positions: Series, marginal: Float64Array): LossDecomposition {
  const component = marginal.map((slope, i) => positions[i]! * slope)
  return { total: component.reduce((sum, part) => sum + part, 0), marginal, component }
}

/** How much each outcome counts in the quantile; outcomes that are equal count alike. */
function quantileOutcomes(portfolio: Float64Array, tail: number, type: 1 | 5 | 7): Float64Array | undefined {
  if (portfolio.length === 0) return undefined
  const position = quantilePosition(portfolio.length, tail, type)
  const below = Math.floor(position)
  const sorted = portfolio.slice()
  select(sorted, below)
  const lower = sorted[below]!
  const weights = new Float64Array(portfolio.length)
  spread(weights, portfolio, lower, 1 - (position - below))
  if (position > below)
    spread(weights, portfolio, sorted.subarray(below + 1).reduce(minimum, Infinity), position - below)
  return weights
}

/** How much each outcome counts in the mean of the tail; those at its boundary share what is left. */
function tailOutcomes(portfolio: Float64Array, tail: number): Float64Array | undefined {
  const k = countOf(portfolio.length, tail)
  if (k < 1) return undefined
  const sorted = portfolio.slice()
  select(sorted, Math.ceil(k) - 1)
  const boundary = sorted[Math.ceil(k) - 1]!
  const weights = portfolio.map((value) => Number(value < boundary) / k)
  const beyond = portfolio.reduce((count, value) => count + Number(value < boundary), 0)
  spread(weights, portfolio, boundary, (k - beyond) / k)
  return weights
}

/** Adds a weight to all outcomes of one value, in equal parts. */
function spread(weights: Float64Array, portfolio: Float64Array, value: number, weight: number): void {
  const count = portfolio.reduce((found, other) => found + Number(other === value), 0)
  for (let t = 0; t < portfolio.length; t++) if (portfolio[t] === value) weights[t]! += weight / count
}

function minimum(a: number, b: number): number {
  return Math.min(a, b)
}
