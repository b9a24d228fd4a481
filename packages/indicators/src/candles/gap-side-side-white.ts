import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { equal, lastRanges, near } from './averages.ts'
import { body, bodyGapsDown, bodyGapsUp, isAround, isWhite, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlGapSideSideWhite',
  lookback: 7,
  comparisons: [[lastRanges, 1]],
  judge: (c) =>
    isWhite(c, 1) &&
    isWhite(c, 0) &&
    isAround(body(c, 0), body(c, 1), near(c, 1)) &&
    isAround(open(c, 0), open(c, 1), equal(c, 1)) &&
    ((bodyGapsUp(c, 1, 2) && bodyGapsUp(c, 0, 2)) || (bodyGapsDown(c, 1, 2) && bodyGapsDown(c, 0, 2)))
      ? bodyGapsUp(c, 1, 2)
        ? 100
        : -100
      : 0,
}

/**
 * Side-by-side white lines: behind a gap two white candles of nearly one size and with equal opens, of which none
 * closes the gap.
 *
 * Bullish 100 above the gap, bearish -100 below it, at the last candle; else 0. As TA-Lib's CDLGAPSIDESIDEWHITE. The
 * first 7 bars give 0, and so do as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlGapSideSideWhite, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlGapSideSideWhite(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlGapSideSideWhite(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlGapSideSideWhite} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlGapSideSideWhite } from '@shagun/indicators'
 *
 * const candle = createCdlGapSideSideWhite()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 7 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlGapSideSideWhite(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
