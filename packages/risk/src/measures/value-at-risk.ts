import { invalidOption } from '../invalid.ts'
import { type QuantileType, quantile } from '../statistics/quantile.ts'
import type { Series } from '../statistics/series.ts'
import { type HistoricalTail, readTail } from './tail.ts'

/** The boundary of the worst of the returns that happened. */
export interface HistoricalValueAtRisk extends HistoricalTail {
  /**
   * How the quantile is read between returns: 7 on a line between two, as spreadsheets do; 5 on a line, half a return
   * further out; 1 a return that happened. Default: 7.
   */
  readonly quantileType?: QuantileType
}

/** Which tail, and how its boundary is found. */
export type ValueAtRiskOptions = HistoricalValueAtRisk

/**
 * The loss that one period exceeds with a probability of 1 - confidence: -Q(1 - confidence) of the returns.
 *
 * A positive loss as a fraction, for one period and not annualised; below 0 where even that return is a gain. Q is the
 * sample quantile; see Hyndman and Fan, "Sample Quantiles in Statistical Packages", American Statistician 50 (1996), for
 * its types. Found by selection in time proportional to n; the returns are not sorted and not changed.
 *
 * @param returns - simple returns, one a period, in any order
 * @returns `null` where there are no returns
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { valueAtRisk } from '@shagun/risk'
 *
 * const returns = [0.01, -0.03, 0.02, -0.01, 0.005]
 * valueAtRisk(returns, { confidence: 0.75, method: 'historical' }) // 0.01
 * ```
 */
export function valueAtRisk(returns: Series, options: ValueAtRiskOptions): number | null {
  const tail = readTail('valueAtRisk', options)
  const { quantileType = 7 } = options
  if (![1, 5, 7].includes(quantileType)) throw invalidOption('valueAtRisk', 'quantileType', quantileType, '1, 5 or 7')
  return returns.length === 0 ? null : 0 - quantile('valueAtRisk', returns, tail, quantileType)
}
