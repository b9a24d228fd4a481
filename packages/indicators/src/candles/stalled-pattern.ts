import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong, isShort, lacksUpperShadow, lastRanges, near, ranges } from './averages.ts'
import { body, close, isWhite, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlStalledPattern',
  lookback: 12,
  comparisons: [
    [bodies, 2],
    [bodies, 1],
    [bodies, 0],
    [ranges, 1],
    [lastRanges, 2],
    [lastRanges, 1],
  ],
  judge: (c) =>
    isWhite(c, 2) &&
    isLong(c, 2) &&
    isWhite(c, 1) &&
    isLong(c, 1) &&
    lacksUpperShadow(c, 1) &&
    close(c, 1) > close(c, 2) &&
    open(c, 1) > open(c, 2) &&
    open(c, 1) <= close(c, 2) + near(c, 2) &&
    isWhite(c, 0) &&
    isShort(c, 0) &&
    close(c, 0) > close(c, 1) &&
    open(c, 0) >= close(c, 1) - body(c, 0) - near(c, 1)
      ? -100
      : 0,
}

/**
 * Stalled pattern: two long white candles, the second opening in or near the first body and closing higher, almost at
 * its high, and a small white one that closes still higher, at the upper end of the second body or above it.
 *
 * Bearish: -100, at the last candle; else 0. As TA-Lib's CDLSTALLEDPATTERN. The first 12 bars give 0, and so do as
 * many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlStalledPattern, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlStalledPattern(bars).indexOf(-100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlStalledPattern(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlStalledPattern} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlStalledPattern } from '@shagun/indicators'
 *
 * const candle = createCdlStalledPattern()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 12 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlStalledPattern(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
