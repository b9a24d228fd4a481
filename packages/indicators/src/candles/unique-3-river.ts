import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong, isShort } from './averages.ts'
import { close, isBlack, isWhite, low, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlUnique3River',
  lookback: 12,
  comparisons: [
    [bodies, 2],
    [bodies, 0],
  ],
  judge: (c) =>
    isBlack(c, 2) &&
    isLong(c, 2) &&
    isBlack(c, 1) &&
    close(c, 1) > close(c, 2) &&
    open(c, 1) <= open(c, 2) &&
    low(c, 1) < low(c, 2) &&
    isWhite(c, 0) &&
    isShort(c, 0) &&
    open(c, 0) > low(c, 1)
      ? 100
      : 0,
}

/**
 * Unique three river: a long black candle, a black body inside its body with a lower low, and a small white candle
 * that opens above that low.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDLUNIQUE3RIVER. The first 12 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlUnique3River, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlUnique3River(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlUnique3River(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlUnique3River} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlUnique3River } from '@shagun/indicators'
 *
 * const candle = createCdlUnique3River()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 12 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlUnique3River(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
