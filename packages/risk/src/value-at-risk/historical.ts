import { invalidOption } from '../invalid.ts'
import { countOf, type QuantileType, quantile } from '../statistics/quantile.ts'
import { requireFinite, type Series } from '../statistics/series.ts'
import { smallest } from '../statistics/smallest.ts'
import type { TailLosses } from './loss.ts'
import type { Tail, TailQuestion } from './tail-options.ts'

/** The returns as they happened, each as likely as the others. Over a horizon: times the square root of time. */
export interface HistoricalTail extends Tail {
  readonly method: 'historical'
  /**
   * How the quantile is read between returns: 7 on a line between two, as spreadsheets do; 5 on a line, half a return
   * further out; 1 a return that happened. Default: 7. The expected shortfall does not depend on it.
   */
  readonly quantileType?: QuantileType
}

export function historical(question: TailQuestion, returns: Series, options: HistoricalTail): TailLosses {
  const { measure, tail } = question
  const type = readQuantileType(measure, options)
  const scale = Math.sqrt(question.horizon)
  return {
    valueAtRisk: () => (returns.length === 0 ? 'too-few-returns' : 0 - scale * quantile(measure, returns, tail, type)),
    expectedShortfall() {
      const shortfall = meanOfWorst(measure, returns, tail)
      return shortfall === null ? 'too-few-returns' : scale * shortfall
    },
  }
}

export function readQuantileType(measure: string, options: { readonly quantileType?: QuantileType }): QuantileType {
  const { quantileType = 7 } = options
  if ([1, 5, 7].includes(quantileType)) return quantileType
  throw invalidOption(measure, 'quantileType', quantileType, '1, 5 or 7')
}

/**
 * With L = -r and k = n x tail: q + sum(max(0, L - q)) / k, where q is the ceil(k)-th largest loss; `null` for k below 1.
 *
 * A fractional k counts the last loss in part, which keeps the measure coherent (Rockafellar and Uryasev, 2002).
 */
export function meanOfWorst(measure: string, returns: Series, tail: number): number | null {
  const k = countOf(returns.length, tail)
  if (k < 1) {
    requireFinite(measure, returns)
    return null
  }
  const worst = smallest(measure, returns, Math.ceil(k))
  const boundary = worst[worst.length - 1]!
  let beyond = 0
  for (const value of worst) beyond += boundary - value
  return beyond / k - boundary
}
