import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, hasLongLowerShadow, hasLowerShadow, isLong, isShort, lacksShadows, ranges } from './averages.ts'
import { body, close, high, isBlack, isInsideBar, low, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdl3StarsInSouth',
  lookback: 12,
  comparisons: [
    [bodies, 2],
    [bodies, 0],
    [ranges, 1],
    [ranges, 0],
  ],
  judge: (c) =>
    isBlack(c, 2) &&
    isLong(c, 2) &&
    hasLongLowerShadow(c, 2) &&
    isBlack(c, 1) &&
    hasLowerShadow(c, 1) &&
    body(c, 1) < body(c, 2) &&
    open(c, 1) > close(c, 2) &&
    open(c, 1) <= high(c, 2) &&
    low(c, 1) < close(c, 2) &&
    low(c, 1) >= low(c, 2) &&
    isBlack(c, 0) &&
    isShort(c, 0) &&
    lacksShadows(c, 0) &&
    isInsideBar(c, 0, 1)
      ? 100
      : 0,
}

/**
 * Three stars in the south: a long black candle with a long lower shadow, a smaller black one that opens higher and
 * keeps above the low of the first, and a small black one without shadows inside the range of the second.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDL3STARSINSOUTH. The first 12 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdl3StarsInSouth, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdl3StarsInSouth(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdl3StarsInSouth(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdl3StarsInSouth} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdl3StarsInSouth } from '@shagun/indicators'
 *
 * const candle = createCdl3StarsInSouth()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 12 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdl3StarsInSouth(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
