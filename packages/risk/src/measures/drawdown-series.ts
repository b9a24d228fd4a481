import { isRounding } from '../statistics/moments.ts'
import type { Series } from '../statistics/series.ts'
import { compoundable, readReturns, type SeriesOptions } from './read-returns.ts'

/**
 * How far equity is below its highest so far, after each return: 1 - equity(t) / highest equity up to t.
 *
 * Equity compounds from 1, and that start is a peak like any other. Positive losses, between 0 and 1; a distance to the
 * peak that is all rounding is 0.
 *
 * @param returns - simple returns, one a period, in order of time
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1; `invalid-options` for
 * the options
 * @example
 * ```ts
 * import { drawdownSeries } from '@shagun/risk'
 *
 * drawdownSeries([0.25, -0.2, 0.1, -0.5, 0.4]) // 0, 0.2, 0.12, 0.56, 0.384
 * ```
 */
export function drawdownSeries(returns: Series, options?: SeriesOptions): Float64Array {
  return depths(readReturns('drawdownSeries', { returns }, options, compoundable).returns)
}

/** The depth below the peak after each of returns that can be compounded. */
export function depths(returns: Series): Float64Array {
  const found = new Float64Array(returns.length)
  // As a part of the last peak, equity can neither overflow nor drift.
  let level = 1
  for (let i = 0; i < found.length; i++) {
    level = Math.min(1, level * (1 + returns[i]!))
    if (!isRounding(1 - level, 1)) found[i] = 1 - level
  }
  return found
}
