import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, equal, isLong, lastRanges } from './averages.ts'
import { body, close, isBlack, isWhite, low, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlThrusting',
  lookback: 11,
  comparisons: [
    [bodies, 1],
    [lastRanges, 1],
  ],
  judge: (c) =>
    isBlack(c, 1) &&
    isLong(c, 1) &&
    isWhite(c, 0) &&
    open(c, 0) < low(c, 1) &&
    close(c, 0) > close(c, 1) + equal(c, 1) &&
    close(c, 0) <= close(c, 1) + body(c, 1) * 0.5
      ? -100
      : 0,
}

/**
 * Thrusting: a long black candle, and a white one that opens below its low and closes in the lower half of its body,
 * above its close.
 *
 * Bearish: -100, at the last candle; else 0. As TA-Lib's CDLTHRUSTING. The first 11 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlThrusting, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlThrusting(bars).indexOf(-100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlThrusting(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlThrusting} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlThrusting } from '@shagun/indicators'
 *
 * const candle = createCdlThrusting()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 11 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlThrusting(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
