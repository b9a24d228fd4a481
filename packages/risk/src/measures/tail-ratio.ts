import { invalidOption } from '../invalid.ts'
import { quantile } from '../statistics/quantile.ts'
import type { Series } from '../statistics/series.ts'
import { readReturns, type SeriesOptions } from './read-returns.ts'

/** How far out the tails are. */
export interface TailRatioOptions extends SeriesOptions {
  /** Between 0.5 and 1: 0.95 compares the best 5 % with the worst. Default: 0.95. */
  readonly confidence?: number
}

/**
 * The upper tail over the lower one: |Q(confidence)| / |Q(1 - confidence)|, 1 where they are alike.
 *
 * Q is the quantile on a line between two returns, of type 7 by Hyndman and Fan.
 *
 * @param returns - simple returns, one a period, in any order
 * @returns `null` where there are no returns, and where the lower quantile is 0
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { tailRatio } from '@shagun/risk'
 *
 * tailRatio([-0.02, -0.01, 0, 0.01, 0.04], { confidence: 0.75 }) // 1: 0.01 on either side
 * ```
 */
export function tailRatio(returns: Series, options: TailRatioOptions = {}): number | null {
  const { confidence = 0.95 } = options
  if (!(confidence > 0.5 && confidence < 1))
    throw invalidOption('tailRatio', 'confidence', confidence, 'a fraction between 0.5 and 1, such as 0.95')
  const { returns: kept } = readReturns('tailRatio', { returns }, options)
  if (kept.length === 0) return null
  const lower = quantile('tailRatio', kept, 1 - confidence, 7)
  return lower === 0 ? null : Math.abs(quantile('tailRatio', kept, confidence, 7) / lower)
}
