import { type DiscreteModel, discretize, type ImpactProblem, requireNumber } from './impact-model.ts'
import { type TrajectoryCost, trajectoryCost } from './trajectory-cost.ts'

/** What is to be traded, in which market, and how much its risk weighs. */
export interface AlmgrenChrissOptions extends ImpactProblem {
  /** λ: how much a variance weighs against a cost, per currency; 0 or more. 0 is the straight line. */
  readonly riskAversion: number
}

/** The best way to trade in the model, and what it costs. */
export interface AlmgrenChrissSchedule extends TrajectoryCost {
  /** λ: as it was given, per currency. */
  readonly riskAversion: number
  /** κ: how fast the rest shrinks, per day. */
  readonly kappa: number
  /** 1/κ: days until the rest has shrunk to 1/e where time does not press; Infinity on the straight line. */
  readonly halfLifeDays: number
  /** Units left at the start of each interval, and at the end: `intervals + 1` of them, from the quantity to 0. */
  readonly holdings: readonly number[]
  /** Units to trade in each interval. */
  readonly trades: readonly number[]
}

/**
 * The optimal execution of Almgren and Chriss: which way of trading costs least, its risk included.
 *
 * Of all schedules it has the least E + λV, in the discrete form of the paper: of intervals of equal length, with what a
 * trade does to the price in its own interval taken off (η - γτ/2). It stands for sells and buys alike.
 *
 * @returns trades that sum to the quantity up to rounding; `allocateLots` makes whole lots of them
 * @throws ShagunError `invalid-options` for what has no meaning, and where η - γτ/2 is not above 0: intervals too long
 * for the impact
 * @see Almgren and Chriss, Optimal Execution of Portfolio Transactions, 2000, equations 17 to 20
 * @example
 * ```ts
 * import { allocateLots, almgrenChriss } from '@shagun/algos'
 *
 * // The example of the paper: a million shares at 50, in five days.
 * const schedule = almgrenChriss({
 *   quantity: 1_000_000,
 *   horizonDays: 5,
 *   intervals: 5,
 *   volatility: 0.95,
 *   permanentImpact: 2.5e-7,
 *   temporaryImpact: 2.5e-6,
 *   fixedCost: 0.0625,
 *   riskAversion: 1e-6,
 * })
 * schedule.kappa // 0.607 a day
 * schedule.expectedCost // 911 227
 * schedule.standardDeviation // 603 431
 * allocateLots(10_000, schedule.trades) // the same in lots of 100
 * ```
 */
export function almgrenChriss(options: AlmgrenChrissOptions): AlmgrenChrissSchedule {
  const model = discretize(options)
  const { quantity, intervals, riskAversion } = options
  requireNumber('riskAversion', riskAversion, riskAversion >= 0, 'a number of 0 or more per currency')
  const kappa = kappaOf(options, model)
  const holdings = Array.from(
    { length: intervals + 1 },
    (_, j) => quantity * leftAfter(j, intervals, kappa * model.intervalDays),
  )
  const trades = Array.from({ length: intervals }, (_, j) => holdings[j]! - holdings[j + 1]!)
  return { riskAversion, kappa, halfLifeDays: 1 / kappa, holdings, trades, ...trajectoryCost(options, trades) }
}

/**
 * The risk aversion λ at which the rest shrinks to 1/e in a given time: what a trader can name where λ means nothing.
 *
 * @param problem - what is to be traded, and in which market
 * @param halfLifeDays - days, above 0; the horizon over 1, 3 and 6 are low, medium and high urgency
 * @throws ShagunError `invalid-options` for a problem without meaning, a volatility of 0, and days that are not above 0
 * @example
 * ```ts
 * import { almgrenChriss, type ImpactProblem, riskAversionOf } from '@shagun/algos'
 *
 * const market = { volatility: 0.95, permanentImpact: 2.5e-7, temporaryImpact: 2.5e-6, fixedCost: 0.0625 }
 * const problem: ImpactProblem = { ...market, quantity: 1_000_000, horizonDays: 5, intervals: 50 }
 * almgrenChriss({ ...problem, riskAversion: riskAversionOf(problem, 5 / 3) }).halfLifeDays // 5 / 3
 * ```
 */
export function riskAversionOf(problem: ImpactProblem, halfLifeDays: number): number {
  const { intervalDays, netTemporaryImpact } = discretize(problem)
  const { volatility } = problem
  requireNumber('halfLifeDays', halfLifeDays, halfLifeDays > 0, 'a number of days above 0')
  requireNumber('volatility', volatility, volatility > 0, 'a price above 0 per square root of a day')
  const kappaTilde = (2 * Math.sinh(intervalDays / halfLifeDays / 2)) / intervalDays
  return netTemporaryImpact * (kappaTilde / volatility) ** 2
}

/** From cosh(κτ) = 1 + κ̃²τ²/2 with κ̃² = λσ²/(η - γτ/2), as 2 sinh(κτ/2) = κ̃τ: exact for small κτ, too. */
function kappaOf(
  { riskAversion, volatility }: AlmgrenChrissOptions,
  { intervalDays, netTemporaryImpact }: DiscreteModel,
): number {
  const kappaTilde = volatility * Math.sqrt(riskAversion / netTemporaryImpact)
  return (2 * Math.asinh((kappaTilde * intervalDays) / 2)) / intervalDays
}

/** sinh(κ(T - t)) / sinh(κT) as a product of powers of e below 1, which stands for any κT; ends are exact. */
function leftAfter(j: number, intervals: number, step: number): number {
  if (j === 0) return 1
  if (j === intervals) return 0
  if (step * intervals < 1e-8) return (intervals - j) / intervals
  return (Math.exp(-step * j) * Math.expm1(-2 * step * (intervals - j))) / Math.expm1(-2 * step * intervals)
}
