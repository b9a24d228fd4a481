import type { Series } from '../statistics/series.ts'
import { estimate } from './estimate.ts'
import { lossOrNull } from './loss.ts'
import type { TailOptions } from './tail-options.ts'

/**
 * The mean loss in the worst 1 - confidence of outcomes.
 *
 * A positive loss as a fraction, not annualised; never below the value at risk of the same options. For `historical`,
 * with L = -r and k = n x (1 - confidence), it is q + sum(max(0, L - q)) / k, where q is the ceil(k)-th largest loss: the
 * mean of the k largest, a fractional k counting the last of them in part, which keeps the measure coherent. Source:
 * Rockafellar and Uryasev, "Conditional value-at-risk for general loss distributions", Journal of Banking & Finance 26
 * (2002). With k below ten or so it says little more than the few worst periods do. What the other methods do stands in
 * {@link TailOptions}.
 *
 * @param returns - simple returns, one a period, oldest first; only some methods heed the order
 * @returns `null` where the returns carry no such figure, for `historical` where k is below 1; {@link tailRisk} tells why
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { expectedShortfall } from '@shagun/risk'
 *
 * const returns = [0.01, -0.03, 0.02, -0.01, 0.005]
 * expectedShortfall(returns, { confidence: 0.7, method: 'historical' }) // 0.0233: all of 0.03, half of 0.01, over 1.5
 * ```
 */
export function expectedShortfall(returns: Series, options: TailOptions): number | null {
  return lossOrNull(estimate('expectedShortfall', returns, options).expectedShortfall())
}
