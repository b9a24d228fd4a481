import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, equal, isLong, lastRanges } from './averages.ts'
import { close, isBlack, isWhite, low, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlInNeck',
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
    close(c, 0) >= close(c, 1) &&
    close(c, 0) <= close(c, 1) + equal(c, 1)
      ? -100
      : 0,
}

/**
 * In-neck: a long black candle, and a white one that opens below its low and closes at its close or slightly above.
 *
 * Bearish: -100, at the last candle; else 0. As TA-Lib's CDLINNECK. The first 11 bars give 0, and so do as many behind
 * a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlInNeck, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlInNeck(bars).indexOf(-100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlInNeck(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlInNeck} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlInNeck } from '@shagun/indicators'
 *
 * const candle = createCdlInNeck()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 11 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlInNeck(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
