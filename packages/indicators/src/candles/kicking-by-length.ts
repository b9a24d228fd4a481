import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong, lacksShadows, ranges } from './averages.ts'
import { body, candleGapsDown, candleGapsUp, color, isWhite } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlKickingByLength',
  lookback: 11,
  comparisons: [
    [bodies, 1],
    [bodies, 0],
    [ranges, 1],
    [ranges, 0],
  ],
  judge: (c) =>
    isLong(c, 1) &&
    lacksShadows(c, 1) &&
    isLong(c, 0) &&
    lacksShadows(c, 0) &&
    color(c, 0) !== color(c, 1) &&
    (isWhite(c, 0) ? candleGapsUp(c, 0, 1) : candleGapsDown(c, 0, 1))
      ? 100 * color(c, body(c, 0) > body(c, 1) ? 0 : 1)
      : 0,
}

/**
 * Kicking, the longer candle deciding: a long candle without shadows, and one of the other colour that gaps away from
 * it in its own direction.
 *
 * Bullish 100 where the longer of both is white, bearish -100 where it is black, at the last candle; else 0. As
 * TA-Lib's CDLKICKINGBYLENGTH. The first 11 bars give 0, and so do as many behind a bar with a NaN or an Infinity,
 * where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlKickingByLength, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlKickingByLength(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlKickingByLength(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlKickingByLength} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlKickingByLength } from '@shagun/indicators'
 *
 * const candle = createCdlKickingByLength()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 11 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlKickingByLength(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
