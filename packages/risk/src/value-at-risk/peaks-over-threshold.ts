import { fitGeneralizedPareto } from '../statistics/generalized-pareto.ts'
import { quantile } from '../statistics/quantile.ts'
import type { Series } from '../statistics/series.ts'
import { noLosses, type TailLosses } from './loss.ts'
import { readBetween, type Tail, type TailQuestion } from './tail-options.ts'

/**
 * Extreme value theory: the losses beyond a high threshold u follow a generalized Pareto distribution, fitted by maximum
 * likelihood: u + (scale / shape) x ((n (1 - confidence) / exceedances)^-shape - 1), and for the shortfall
 * (VaR + scale - shape u) / (1 - shape).
 *
 * Made for confidences of 99 % and more, where few returns or none have been. Over a horizon: times the square root of
 * time. Source: McNeil and Frey, Journal of Empirical Finance 7 (2000).
 */
export interface PeaksOverThresholdTail extends Tail {
  readonly method: 'peaks-over-threshold'
  /** The part of returns below the threshold, as losses are counted; lower than the confidence. Default: 0.9. */
  readonly thresholdConfidence?: number
}

export function peaksOverThreshold(
  question: TailQuestion,
  returns: Series,
  options: PeaksOverThresholdTail,
): TailLosses {
  const { measure, tail } = question
  const { thresholdConfidence = 0.9 } = options
  readBetween(measure, 'thresholdConfidence', thresholdConfidence, 0, 1)
  if (returns.length === 0) return noLosses('too-few-returns')
  const threshold = 0 - quantile(measure, returns, 1 - thresholdConfidence, 7)
  const excesses = excessesOver(threshold, returns)
  if (excesses.length < leastExceedances) return noLosses('too-few-returns')
  const share = excesses.length / returns.length
  if (tail > share) return noLosses('threshold-in-tail')
  const { shape, scale } = fitGeneralizedPareto(excesses)
  const root = Math.sqrt(question.horizon)
  const log = Math.log(share / tail)
  const valueAtRisk = threshold + scale * (shape === 0 ? log : Math.expm1(shape * log) / shape)
  return {
    valueAtRisk: () => root * valueAtRisk,
    expectedShortfall: () =>
      shape >= 1 ? 'mean-infinite' : (root * (valueAtRisk + scale - shape * threshold)) / (1 - shape),
  }
}

/** With fewer, the shape is anybody's guess. */
const leastExceedances = 20

function excessesOver(threshold: number, returns: Series): Float64Array {
  const excesses = new Float64Array(returns.length)
  let count = 0
  for (let i = 0; i < returns.length; i++) {
    const excess = 0 - returns[i]! - threshold
    if (excess > 0) excesses[count++] = excess
  }
  return excesses.slice(0, count)
}
