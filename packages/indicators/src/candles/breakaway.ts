import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong } from './averages.ts'
import { bodyGapsDown, bodyGapsUp, close, color, isBlack, isHigher, isLower, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlBreakaway',
  lookback: 14,
  comparisons: [[bodies, 4]],
  judge: (c) =>
    isLong(c, 4) &&
    color(c, 4) === color(c, 3) &&
    color(c, 3) === color(c, 1) &&
    color(c, 0) !== color(c, 1) &&
    (isBlack(c, 4)
      ? bodyGapsDown(c, 3, 4) &&
        isLower(c, 2, 3) &&
        isLower(c, 1, 2) &&
        close(c, 0) > open(c, 3) &&
        close(c, 0) < close(c, 4)
      : bodyGapsUp(c, 3, 4) &&
        isHigher(c, 2, 3) &&
        isHigher(c, 1, 2) &&
        close(c, 0) < open(c, 3) &&
        close(c, 0) > close(c, 4))
      ? 100 * color(c, 0)
      : 0,
}

/**
 * Breakaway: a long candle, one of its colour whose body gaps away, two that go on (the second in that colour), and a
 * fifth of the other colour that closes inside the gap.
 *
 * Bullish 100, bearish -100, at the last candle; else 0. As TA-Lib's CDLBREAKAWAY. The first 14 bars give 0, and so do
 * as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlBreakaway, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlBreakaway(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlBreakaway(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlBreakaway} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlBreakaway } from '@shagun/indicators'
 *
 * const candle = createCdlBreakaway()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 14 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlBreakaway(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
