import type { Series } from '../statistics/series.ts'
import { compoundable, readReturns, type SeriesOptions } from './read-returns.ts'

/**
 * The largest fraction lost from a peak to a later low: max over t of 1 - equity(t) / highest equity up to t.
 *
 * Equity compounds from 1, and that start is a peak like any other, so a loss in the first period counts. A positive
 * loss: 0.2 is a fifth of the money, 0 is none, and from a return of -1 on everything, 1. `drawdowns` tells when it was.
 *
 * @param returns - simple returns, one a period, in order of time
 * @returns between 0 and 1, or `null` where there are no returns
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1; `invalid-options` for the
 * options
 * @example
 * ```ts
 * import { maxDrawdown } from '@shagun/risk'
 *
 * maxDrawdown([0.25, -0.2, 0.1, -0.5, 0.4]) // 0.56: from 1.25 down to 0.55
 * ```
 */
export function maxDrawdown(returns: Series, options?: SeriesOptions): number | null {
  const { returns: kept } = readReturns('maxDrawdown', { returns }, options, compoundable)
  if (kept.length === 0) return null
  // As a part of the last peak, equity can neither overflow nor drift.
  let level = 1
  let lowest = 1
  for (let i = 0; i < kept.length; i++) {
    level = Math.min(1, level * (1 + kept[i]!))
    if (level < lowest) lowest = level
  }
  return 1 - lowest
}
