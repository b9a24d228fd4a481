import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { lastRanges, near } from './averages.ts'
import { body, bodyGapsDown, bodyGapsUp, bottom, close, color, isWhite, open, opensInside, top } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlTasukiGap',
  lookback: 7,
  comparisons: [[lastRanges, 1]],
  judge: (c) =>
    color(c, 0) !== color(c, 1) &&
    opensInside(c, 0, 1) &&
    Math.abs(body(c, 1) - body(c, 0)) < near(c, 1) &&
    (isWhite(c, 1)
      ? bodyGapsUp(c, 1, 2) && close(c, 0) < open(c, 1) && close(c, 0) > top(c, 2)
      : bodyGapsDown(c, 1, 2) && close(c, 0) > open(c, 1) && close(c, 0) < bottom(c, 2))
      ? 100 * color(c, 1)
      : 0,
}

/**
 * Tasuki gap: behind a gap a candle in its direction, and one of the other colour and nearly its size that opens in
 * its body and closes inside the gap.
 *
 * Bullish 100 above the gap, bearish -100 below it, at the last candle; else 0. As TA-Lib's CDLTASUKIGAP. The first 7
 * bars give 0, and so do as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlTasukiGap, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlTasukiGap(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlTasukiGap(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlTasukiGap} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlTasukiGap } from '@shagun/indicators'
 *
 * const candle = createCdlTasukiGap()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 7 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlTasukiGap(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
