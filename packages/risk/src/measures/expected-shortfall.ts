import { countOf } from '../statistics/quantile.ts'
import { requireFinite, type Series } from '../statistics/series.ts'
import { smallest } from '../statistics/smallest.ts'
import { type HistoricalTail, readTail } from './tail.ts'

/** Which tail, and how it is found. */
export type ExpectedShortfallOptions = HistoricalTail

/**
 * The mean loss in the worst 1 - confidence of periods: with L = -r and k = n x (1 - confidence),
 * q + sum(max(0, L - q)) / k, where q is the ceil(k)-th largest loss.
 *
 * That is the mean of the k largest losses, a fractional k counting the last of them in part, which keeps the measure
 * coherent. A positive loss as a fraction, for one period and not annualised; never below the value at risk of the same
 * returns. Source: Rockafellar and Uryasev, "Conditional value-at-risk for general loss distributions", Journal of
 * Banking & Finance 26 (2002). With k below ten or so it says little more than the few worst periods do.
 *
 * @param returns - simple returns, one a period, in any order
 * @returns `null` where k is below 1: not one return lies in the tail
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { expectedShortfall } from '@shagun/risk'
 *
 * const returns = [0.01, -0.03, 0.02, -0.01, 0.005]
 * expectedShortfall(returns, { confidence: 0.7, method: 'historical' }) // 0.0233: all of 0.03, half of 0.01, over 1.5
 * ```
 */
export function expectedShortfall(returns: Series, options: ExpectedShortfallOptions): number | null {
  const tail = readTail('expectedShortfall', options)
  const k = countOf(returns.length, tail)
  if (k < 1) {
    requireFinite('expectedShortfall', returns)
    return null
  }
  const worst = smallest('expectedShortfall', returns, Math.ceil(k))
  const boundary = worst[worst.length - 1]!
  let beyond = 0
  for (const value of worst) beyond += boundary - value
  return beyond / k - boundary
}
