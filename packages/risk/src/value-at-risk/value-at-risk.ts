import type { Series } from '../statistics/series.ts'
import { estimate } from './estimate.ts'
import { lossOrNull } from './loss.ts'
import type { TailOptions } from './tail-options.ts'

/**
 * The loss that a horizon exceeds with a probability of 1 - confidence: -Q(1 - confidence) of its return.
 *
 * A positive loss as a fraction, not annualised; below 0 where even that return is a gain. How the quantile Q is found,
 * and where from, stands at each method in {@link TailOptions}. For `historical` Q is the sample quantile, whose types
 * are those of Hyndman and Fan, "Sample Quantiles in Statistical Packages", American Statistician 50 (1996), found by
 * selection in time proportional to n. The returns are not changed.
 *
 * @param returns - simple returns, one a period, oldest first; only some methods heed the order
 * @returns `null` where the returns carry no such figure: too few of them, none that differ, a model out of its range;
 * {@link tailRisk} tells which
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { valueAtRisk } from '@shagun/risk'
 *
 * const returns = [0.01, -0.03, 0.02, -0.01, 0.005]
 * valueAtRisk(returns, { confidence: 0.75, method: 'historical' }) // 0.01
 * valueAtRisk(returns, { confidence: 0.99, method: 'gaussian', horizon: 10 }) // 0.1534, over ten periods
 * ```
 */
export function valueAtRisk(returns: Series, options: TailOptions): number | null {
  return lossOrNull(estimate('valueAtRisk', returns, options).valueAtRisk())
}
