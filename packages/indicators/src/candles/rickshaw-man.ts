import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { hasLongLowerShadow, hasLongUpperShadow, isDoji, lastRanges, near, ranges } from './averages.ts'
import { bottom, type Candles, low, range, top } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlRickshawMan',
  lookback: 10,
  comparisons: [
    [ranges, 0],
    [lastRanges, 0],
  ],
  judge: (c) => (isDoji(c, 0) && hasLongLowerShadow(c, 0) && hasLongUpperShadow(c, 0) && isNearMiddle(c) ? 100 : 0),
}

/**
 * Rickshaw man: a doji near the middle of the range, between two shadows that are longer than its body.
 *
 * 100, which says nothing of the direction, at the last candle; else 0. As TA-Lib's CDLRICKSHAWMAN. The first 10 bars
 * give 0, and so do as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlRickshawMan, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlRickshawMan(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlRickshawMan(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlRickshawMan} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlRickshawMan } from '@shagun/indicators'
 *
 * const candle = createCdlRickshawMan()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 10 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlRickshawMan(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}

function isNearMiddle(c: Candles): boolean {
  const middle = low(c, 0) + range(c, 0) / 2
  return bottom(c, 0) <= middle + near(c, 0) && top(c, 0) >= middle - near(c, 0)
}
