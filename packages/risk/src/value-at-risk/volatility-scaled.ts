import { requireFinite, type Series } from '../statistics/series.ts'
import { ewmaVariances, readLambda } from '../volatility-models/ewma.ts'
import { fitGarch } from '../volatility-models/fit-garch.ts'
import { forecastGarch } from '../volatility-models/garch.ts'
import { normalLosses } from './gaussian.ts'
import { noLosses, type TailLosses } from './loss.ts'
import type { Tail, TailQuestion } from './tail-options.ts'

/**
 * Normal returns of mean 0 with the volatility that the last returns tell: v = lambda v + (1 - lambda) r^2, begun at the
 * mean square of all returns. Over a horizon: times the square root of time, which this model implies.
 *
 * Source: J.P. Morgan/Reuters, "RiskMetrics Technical Document", 4th edition (1996).
 */
export interface EwmaTail extends Tail {
  readonly method: 'ewma'
  /** What the variance keeps from one period to the next, between 0 and 1. Default: 0.94, for days; 0.97 for months. */
  readonly lambda?: number
}

/**
 * Normal returns with the variance that a GARCH(1,1), fitted by maximum likelihood, forecasts.
 *
 * Over a horizon the variances of its recursion add up; the mean grows with time.
 */
export interface GarchTail extends Tail {
  readonly method: 'garch'
}

export function ewma(question: TailQuestion, returns: Series, options: EwmaTail): TailLosses {
  const lambda = readLambda(question.measure, options)
  requireFinite(question.measure, returns)
  if (returns.length === 0) return noLosses('too-few-returns')
  const next = ewmaVariances(returns, lambda)[returns.length]!
  return normalLosses(question, 0, Math.sqrt(next * question.horizon))
}

export function garch(question: TailQuestion, returns: Series): TailLosses {
  const { horizon } = question
  requireFinite(question.measure, returns)
  const fit = fitGarch(returns)
  if (fit === null) return noLosses('too-few-returns')
  if (!fit.converged) return noLosses('no-fit')
  let variance = 0
  for (const ahead of forecastGarch(fit, horizon)) variance += ahead
  return normalLosses(question, fit.mu * horizon, Math.sqrt(variance))
}
