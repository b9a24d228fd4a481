import { discretize, type ImpactProblem, requireNumber } from './impact-model.ts'

/** What a trajectory costs against the price at its start, in currency; a cost is positive. */
export interface TrajectoryCost {
  /** E */
  readonly expectedCost: number
  /** V: currency squared. */
  readonly variance: number
  /** The root of the variance, currency. */
  readonly standardDeviation: number
}

/**
 * What any way of trading costs in the model of Almgren and Chriss, to hold a schedule of one's own against the best.
 *
 * E = γX²/2 + ε Σ|n| + (η - γτ/2)/τ Σn² and V = σ²τ Σx², with what is traded in an interval (n) and what is still left
 * after it (x).
 *
 * @param problem - what is to be traded, and what that does to the price
 * @param trades - units in each interval, which sum to the quantity; below 0 where it goes the other way
 * @throws ShagunError `invalid-options` for a problem without meaning, and for trades that are not one for each interval
 * or do not sum to the quantity
 * @see Almgren and Chriss, Optimal Execution of Portfolio Transactions, 2000, equations 5, 9 and 10
 * @example
 * ```ts
 * import { trajectoryCost } from '@shagun/algos'
 *
 * const market = { volatility: 0.95, permanentImpact: 2.5e-7, temporaryImpact: 2.5e-6, fixedCost: 0.0625 }
 * const problem = { ...market, quantity: 1_000_000, horizonDays: 5, intervals: 5 }
 * trajectoryCost(problem, [200_000, 200_000, 200_000, 200_000, 200_000])
 * // expectedCost 662 500, standardDeviation 1 040 673
 * ```
 */
export function trajectoryCost(problem: ImpactProblem, trades: readonly number[]): TrajectoryCost {
  const { intervalDays, netTemporaryImpact } = discretize(problem)
  const { quantity, intervals, volatility, permanentImpact, fixedCost = 0 } = problem
  requireNumber('trades', trades.length, trades.length === intervals, `${intervals} trades, one for each interval`)
  let left = quantity
  let traded = 0
  let squares = 0
  let risk = 0
  for (const trade of trades) {
    left -= trade
    traded += Math.abs(trade)
    squares += trade ** 2
    risk += left ** 2
  }
  const sums = Math.abs(left) <= 1e-9 * Math.max(quantity, traded)
  requireNumber('trades', quantity - left, sums, `trades that sum to the quantity of ${quantity}`)
  const variance = volatility ** 2 * intervalDays * risk
  return {
    expectedCost:
      (permanentImpact * quantity ** 2) / 2 + fixedCost * traded + (netTemporaryImpact / intervalDays) * squares,
    variance,
    standardDeviation: Math.sqrt(variance),
  }
}
