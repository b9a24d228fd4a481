import { invalidOption } from '../invalid.ts'
import { chiSquareSurvival } from '../statistics/chi-square.ts'

/** A likelihood ratio and what it says. */
export interface LikelihoodRatio {
  /** -2 ln of the ratio, 0 or more: the larger, the worse the model fits. */
  readonly statistic: number
  /** How likely so large a statistic is if the model is right, by its chi-square limit. */
  readonly pValue: number
}

/** Which confidence the forecasts were made for. */
export interface BacktestOptions {
  /** Between 0 and 1: that of the forecasts, not that of the test. */
  readonly confidence: number
}

export function likelihoodRatio(statistic: number, degrees: number): LikelihoodRatio {
  // Rounding can leave a hair below 0 where the two likelihoods are equal.
  const positive = Math.max(0, statistic)
  return { statistic: positive, pValue: chiSquareSurvival(positive, degrees) }
}

/** ln of p^hits (1 - p)^misses, where nothing to the power of nothing is 1. */
export function logBernoulli(p: number, hits: number, misses: number): number {
  return (hits === 0 ? 0 : hits * Math.log(p)) + (misses === 0 ? 0 : misses * Math.log1p(-p))
}

export function readExceedanceRate(measure: string, { confidence }: BacktestOptions): number {
  if (confidence > 0 && confidence < 1) return 1 - confidence
  throw invalidOption(measure, 'confidence', confidence, 'a fraction between 0 and 1, such as 0.99')
}

/** How many periods were watched, and how many losses went beyond their forecast. */
export interface ExceedanceCount {
  /** How many losses went beyond their forecast. */
  readonly count: number
  /** How many periods had a forecast. */
  readonly observations: number
}

export function requireCount(measure: string, { count, observations }: ExceedanceCount): void {
  if (!(Number.isSafeInteger(observations) && observations >= 0))
    throw invalidOption(measure, 'observations', observations, 'a whole number, 0 or more')
  if (!(Number.isSafeInteger(count) && count >= 0 && count <= observations))
    throw invalidOption(measure, 'count', count, `a whole number from 0 to ${observations}, the number of observations`)
}
