import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { equal, lastRanges } from './averages.ts'
import { close, isAround, isBlack } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlMatchingLow',
  lookback: 6,
  comparisons: [[lastRanges, 1]],
  judge: (c) => (isBlack(c, 1) && isBlack(c, 0) && isAround(close(c, 0), close(c, 1), equal(c, 1)) ? 100 : 0),
}

/**
 * Matching low: two black candles with equal closes.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDLMATCHINGLOW. The first 6 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlMatchingLow, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlMatchingLow(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlMatchingLow(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlMatchingLow} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlMatchingLow } from '@shagun/indicators'
 *
 * const candle = createCdlMatchingLow()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 6 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlMatchingLow(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
