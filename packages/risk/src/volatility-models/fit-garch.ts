import { type Descent, descend } from '../statistics/descend.ts'
import { moments } from '../statistics/moments.ts'
import { requireFinite, type Series } from '../statistics/series.ts'
import { type GarchParameters, logLikelihoodOf, variancesOf } from './garch.ts'
import { garchSlope } from './garch-slope.ts'

/** A GARCH(1,1) that was fitted to returns. */
export interface GarchFit extends GarchParameters {
  /** At these parameters, with normal surprises. */
  readonly logLikelihood: number
  /** alpha + beta: the part of a shock to variance that is left one period later. */
  readonly persistence: number
  /** omega / (1 - persistence), where variance tends to; `null` where persistence is 1 but for 1e-4, an IGARCH. */
  readonly longRunVariance: number | null
  /** Of the period after the last return. */
  readonly nextVariance: number
  /** Whether the search ended where the likelihood is flat; where not, the parameters are the best that were seen. */
  readonly converged: boolean
}

/**
 * Fits a GARCH(1,1) with a constant mean and normal surprises to returns, by maximum likelihood.
 *
 * The mean is fitted together with the rest, and variance begins at the mean of e^2 at that mean. The search is on
 * parameters without bounds, from several starts, with exact slopes, on returns divided by their deviation, so that the
 * unit of returns does not matter. With fewer than 500 returns alpha and beta are loose; on returns without clusters beta
 * means nothing. Source: Bollerslev, "Generalized Autoregressive Conditional Heteroskedasticity", Journal of Econometrics
 * 31 (1986); reproduced are the estimates of Fiorentini, Calzolari and Panattoni, Journal of Applied Econometrics 11
 * (1996), for the mark and the pound.
 *
 * @param returns - simple returns, one a period, oldest first
 * @returns `null` for fewer than 30 returns, and where they differ by no more than rounding
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite
 * @example
 * ```ts
 * import { fitGarch } from '@shagun/risk'
 *
 * function dailyVolatility(returns: readonly number[]): number | undefined {
 *   const fit = fitGarch(returns)
 *   return fit?.converged ? Math.sqrt(fit.nextVariance) : undefined
 * }
 * ```
 */
export function fitGarch(returns: Series): GarchFit | null {
  requireFinite('fitGarch', returns)
  if (returns.length < 30) return null
  const { mean, deviation } = moments(returns)
  if (deviation === 0) return null
  const standard = Float64Array.from(returns, (value) => (value - mean) / deviation)
  const { at, converged } = bestOf(standard)
  const scaled = parametersAt(at)
  const parameters = {
    mu: mean + deviation * scaled.mu,
    omega: deviation ** 2 * scaled.omega,
    alpha: scaled.alpha,
    beta: scaled.beta,
  }
  const persistence = parameters.alpha + parameters.beta
  const variances = variancesOf(returns, parameters)
  return {
    ...parameters,
    logLikelihood: logLikelihoodOf(returns, parameters.mu, variances),
    persistence,
    longRunVariance: persistence > 1 - 1e-4 ? null : parameters.omega / (1 - persistence),
    nextVariance: variances[returns.length]!,
    converged,
  }
}

/** Persistence and the part of it that is alpha; a likelihood may have several hills. */
const starts = [
  [0.95, 0.1],
  [0.99, 0.05],
  [0.8, 0.3],
  [0.3, 0.5],
] as const

function bestOf(standard: Float64Array): Descent {
  const slope = (at: Float64Array, gradient: Float64Array) => negativeLogLikelihood(standard, at, gradient)
  const ends = starts.map(([persistence, share]) =>
    descend(slope, [0, Math.log(1 - persistence), logit(persistence), logit(share)]),
  )
  return ends.reduce((best, end) => (end.value < best.value ? end : best))
}

/** Of returns whose variance is 1: so little that it takes no part, and yet above 0. */
const leastOmega = 1e-12

/** The mean, ln omega, and the logits of persistence and of the part of it that is alpha: free to be any numbers. */
function parametersAt(at: Float64Array): GarchParameters {
  const persistence = logistic(at[2]!)
  const share = logistic(at[3]!)
  return {
    mu: at[0]!,
    omega: Math.max(Math.exp(at[1]!), leastOmega),
    alpha: persistence * share,
    beta: persistence * (1 - share),
  }
}

/** Per return, so that what counts as flat does not depend on their number. */
function negativeLogLikelihood(standard: Float64Array, at: Float64Array, gradient: Float64Array): number {
  const parameters = parametersAt(at)
  const { logLikelihood, byMu, byOmega, byAlpha, byBeta } = garchSlope(standard, parameters)
  const n = -standard.length
  const persistence = logistic(at[2]!)
  const share = logistic(at[3]!)
  gradient[0] = byMu / n
  gradient[1] = (byOmega * parameters.omega) / n
  gradient[2] = ((byAlpha * share + byBeta * (1 - share)) * persistence * (1 - persistence)) / n
  gradient[3] = ((byAlpha - byBeta) * persistence * share * (1 - share)) / n
  return logLikelihood / n
}

function logit(p: number): number {
  return Math.log(p / (1 - p))
}

/** Short of 1 by at least 1e-9, so that a forecast keeps omega's part. */
function logistic(x: number): number {
  return Math.min(1 / (1 + Math.exp(-x)), 1 - 1e-9)
}
