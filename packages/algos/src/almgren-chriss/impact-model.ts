import { ShagunError } from '@shagun/core'

/**
 * What trading does to a price, after Almgren and Chriss: a linear model, in units of price, shares and days.
 *
 * Volatility and impacts are in price, never in percent.
 */
export interface ImpactModel {
  /** σ: the standard deviation of the price over a day, price per square root of a day. */
  readonly volatility: number
  /** γ: by how much each unit traded moves the price for good, price per unit; 0 or more. */
  readonly permanentImpact: number
  /** η: what a rate of a unit a day moves the price while it lasts, price per (unit / day); above 0. */
  readonly temporaryImpact: number
  /** ε: what each unit costs at any speed, such as half the spread and fees, price. Default: 0. */
  readonly fixedCost?: number
}

/** What is to be traded, and the time that it may take. */
export interface ImpactProblem extends ImpactModel {
  /** X: units to be sold or bought, above 0; a buy costs what a sell costs. */
  readonly quantity: number
  /** T: trading days until nothing is left, above 0; half a day is 0.5. */
  readonly horizonDays: number
  /** N: into how many intervals of equal length they are divided, whole, at least 1. */
  readonly intervals: number
}

/** An interval of the model, and what its impact is there. */
export interface DiscreteModel {
  /** τ: days an interval. */
  readonly intervalDays: number
  /** What of the temporary impact is left once the permanent one is taken off: η - γτ/2. */
  readonly netTemporaryImpact: number
}

/** How many intervals a trajectory may have. */
const mostIntervals = 1_000_000

/**
 * @throws ShagunError `invalid-options` for what has no meaning, and for intervals so long that the permanent impact of
 * one outweighs its temporary impact: the model would be paid for trading faster
 */
export function discretize(problem: ImpactProblem): DiscreteModel {
  const { quantity, horizonDays, intervals, volatility, permanentImpact, temporaryImpact, fixedCost = 0 } = problem
  requireNumber('quantity', quantity, quantity > 0, 'a number of units above 0')
  requireNumber('horizonDays', horizonDays, horizonDays > 0, 'a number of days above 0')
  const whole = Number.isInteger(intervals) && intervals >= 1 && intervals <= mostIntervals
  requireNumber('intervals', intervals, whole, `a whole number from 1 to ${mostIntervals}`)
  requireNumber('volatility', volatility, volatility >= 0, 'a price of 0 or more per square root of a day')
  requireNumber('permanentImpact', permanentImpact, permanentImpact >= 0, 'a price of 0 or more per unit')
  requireNumber('temporaryImpact', temporaryImpact, temporaryImpact > 0, 'a price above 0 per (unit / day)')
  requireNumber('fixedCost', fixedCost, fixedCost >= 0, 'a price of 0 or more')
  const intervalDays = horizonDays / intervals
  const netTemporaryImpact = temporaryImpact - (permanentImpact * intervalDays) / 2
  // A difference of equals can be a little above 0.
  if (netTemporaryImpact > 1e-12 * temporaryImpact) return { intervalDays, netTemporaryImpact }
  const expected = `above permanentImpact * horizonDays / intervals / 2 = ${(permanentImpact * intervalDays) / 2}`
  throw new ShagunError(
    'invalid-options',
    `temporaryImpact is ${temporaryImpact}; expected ${expected}. Take more intervals, or a shorter horizon.`,
    { details: { option: 'temporaryImpact', value: String(temporaryImpact), expected } },
  )
}

/** @throws ShagunError `invalid-options` where it is no finite number, or does not hold */
export function requireNumber(option: string, value: number, holds: boolean, expected: string): void {
  if (Number.isFinite(value) && holds) return
  throw new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}
