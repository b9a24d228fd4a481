import { readPositive } from '../options.ts'
import { isPositive, readPart } from './size.ts'

/** How much of what Kelly's criterion asks for is taken. */
export interface KellyTerms {
  /** Above 0 and at most 1; 0.5 is half Kelly. Estimates err, and betting too much costs more than too little. Default: 1. */
  readonly fraction?: number
  /** The most that may be bet, in times of equity. Default: no limit. */
  readonly maxLeverage?: number
}

/** A bet that wins or loses a fixed amount. */
export interface BinaryBet extends KellyTerms {
  /** From 0 to 1. */
  readonly winProbability: number
  /** What a win earns on 1 that is bet and would be lost otherwise: the mean win over the mean loss, say. */
  readonly payoff: number
}

/** Returns that spread around a mean; all numbers are fractions of the same period, such as a year. */
export interface ContinuousBet extends KellyTerms {
  /** The mean of simple returns, as a fraction. */
  readonly expectedReturn: number
  /** What money earns without risk, as a fraction. Default: 0. */
  readonly riskFree?: number
  /** The standard deviation of returns, as a fraction. */
  readonly volatility: number
  /** Whether a negative edge is one to stay out of; otherwise it is one to sell. Default: true. */
  readonly longOnly?: boolean
}

/** How much of equity to bet. */
export interface KellyWeight {
  /** In times of equity, as a fraction; below 0 is short. */
  readonly weight: number
  /** Why the weight is 0; absent otherwise. */
  readonly reason?: string
}

/**
 * The part of equity to bet on an edge, so that equity grows fastest in the long run.
 *
 * A bet that wins b with probability p, and else loses 1: p - (1 - p) / b. Returns with mean mu and deviation sigma:
 * (mu - riskFree) / sigma^2, exact for continuous trading in a lognormal market. Both times `fraction`, then cut to
 * `maxLeverage`. Kelly, "A New Interpretation of Information Rate", Bell System Technical Journal 35 (1956); Thorp, "The
 * Kelly Criterion in Blackjack, Sports Betting and the Stock Market" (2006). {@link fixedNotional} makes a quantity of it.
 *
 * Estimates may be NaN or impossible: the weight is then 0, and `reason` says why; so it does where there is no edge.
 *
 * @throws ShagunError `invalid-options` where `fraction` or `maxLeverage` has no meaning
 * @example
 * ```ts
 * import { kelly } from '@shagun/risk'
 *
 * kelly({ winProbability: 0.6, payoff: 1 }).weight // 0.2
 * kelly({ expectedReturn: 0.11, riskFree: 0.06, volatility: 0.15, fraction: 0.5 }).weight // 1.11
 * ```
 */
export function kelly(bet: BinaryBet | ContinuousBet): KellyWeight {
  const take = readTerms('kelly', bet)
  const { edge, weight } = 'payoff' in bet ? ofBinary(bet) : ofContinuous(bet)
  if (typeof edge === 'string') return { weight: 0, reason: edge }
  const mayBeSold = 'longOnly' in bet && bet.longOnly === false
  if (edge === 0 || (edge < 0 && !mayBeSold)) return { weight: 0, reason: `The edge is ${edge}, so there is no bet.` }
  return { weight: take([weight])[0]! }
}

/** Takes the fraction of weights, and scales them down together to the limit; refuses terms without meaning. */
export function readTerms(
  sizing: string,
  { fraction = 1, maxLeverage = Infinity }: KellyTerms,
): (weights: readonly number[]) => number[] {
  const part = readPart(sizing, 'fraction', fraction).toNumber()
  if (maxLeverage !== Infinity) readPositive(sizing, 'maxLeverage', maxLeverage)
  return (weights) => {
    const gross = part * weights.reduce((sum, weight) => sum + Math.abs(weight), 0)
    const scale = gross > maxLeverage ? maxLeverage / gross : 1
    return weights.map((weight) => weight * part * scale)
  }
}

interface Bet {
  /** What is to be gained on 1, or why nobody can say. */
  readonly edge: number | string
  readonly weight: number
}

function ofBinary({ winProbability, payoff }: BinaryBet): Bet {
  if (!(winProbability >= 0 && winProbability <= 1))
    return unknown(`The probability of a win is ${winProbability}, which is none.`)
  if (!isPositive(payoff)) return unknown(`A win pays ${payoff}, so the odds cannot be told.`)
  const edge = winProbability * payoff - (1 - winProbability)
  return { edge, weight: edge / payoff }
}

function ofContinuous({ expectedReturn, riskFree = 0, volatility }: ContinuousBet): Bet {
  if (!isPositive(volatility)) return unknown(`The volatility is ${volatility}, so the risk cannot be told.`)
  const edge = expectedReturn - riskFree
  if (!Number.isFinite(edge))
    return unknown(`The expected return is ${edge} above the risk-free one, which is no number.`)
  return { edge, weight: edge / volatility ** 2 }
}

function unknown(edge: string): Bet {
  return { edge, weight: 0 }
}
