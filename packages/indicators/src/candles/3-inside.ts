import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong } from './averages.ts'
import { close, color, isInsideBody, isWhite, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdl3Inside',
  lookback: 12,
  comparisons: [
    [bodies, 2],
    [bodies, 1],
  ],
  judge: (c) =>
    isLong(c, 2) &&
    !isLong(c, 1) &&
    isInsideBody(c, 1, 2) &&
    color(c, 0) !== color(c, 2) &&
    (isWhite(c, 0) ? close(c, 0) > open(c, 2) : close(c, 0) < open(c, 2))
      ? 100 * color(c, 0)
      : 0,
}

/**
 * Three inside up and down: a long body, a short one inside it, and a candle of the other colour that closes beyond
 * the open of the first.
 *
 * Bullish 100, bearish -100, at the last candle; else 0. As TA-Lib's CDL3INSIDE. The first 12 bars give 0, and so do
 * as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdl3Inside, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdl3Inside(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdl3Inside(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdl3Inside} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdl3Inside } from '@shagun/indicators'
 *
 * const candle = createCdl3Inside()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 12 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdl3Inside(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
