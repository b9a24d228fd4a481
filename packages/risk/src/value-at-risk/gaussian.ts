import { invalidOption } from '../invalid.ts'
import { moments } from '../statistics/moments.ts'
import { normalDensity, normalQuantile } from '../statistics/normal.ts'
import { requireFinite, type Series } from '../statistics/series.ts'
import { noLosses, type TailLosses } from './loss.ts'
import type { Tail, TailQuestion } from './tail-options.ts'

/**
 * Normal returns of the sample's mean and standard deviation: -(mean + z sd), z = N^-1(1 - confidence).
 *
 * Over a horizon the mean grows with time and the deviation with its square root.
 */
export interface GaussianTail extends Tail {
  readonly method: 'gaussian'
  /** What is taken from n in the divisor of the variance: 1 for a sample, 0 for a population. Default: 1. */
  readonly ddof?: 0 | 1
}

export function gaussian(question: TailQuestion, returns: Series, options: GaussianTail): TailLosses {
  const correction = ddofCorrection(question.measure, returns.length, options)
  requireFinite(question.measure, returns)
  if (returns.length < 2) return noLosses('too-few-returns')
  const { mean, deviation } = moments(returns)
  return normalLosses(question, mean * question.horizon, deviation * correction * Math.sqrt(question.horizon))
}

/** The tail of one normal distribution. */
export function normalLosses({ tail }: TailQuestion, mean: number, deviation: number): TailLosses {
  const z = normalQuantile(tail)
  return {
    valueAtRisk: () => 0 - (mean + z * deviation),
    expectedShortfall: () => (deviation * normalDensity(z)) / tail - mean,
  }
}

/** What takes a deviation over n - 1 to the divisor that was asked for. */
export function ddofCorrection(measure: string, n: number, { ddof = 1 }: { readonly ddof?: 0 | 1 }): number {
  if (ddof !== 0 && ddof !== 1) throw invalidOption(measure, 'ddof', ddof, '0 or 1')
  return ddof === 1 ? 1 : Math.sqrt((n - 1) / n)
}
