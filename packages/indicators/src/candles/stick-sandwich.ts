import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { equal, lastRanges } from './averages.ts'
import { close, isAround, isBlack, isWhite, low } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlStickSandwich',
  lookback: 7,
  comparisons: [[lastRanges, 2]],
  judge: (c) =>
    isBlack(c, 2) &&
    isWhite(c, 1) &&
    low(c, 1) > close(c, 2) &&
    isBlack(c, 0) &&
    isAround(close(c, 0), close(c, 2), equal(c, 2))
      ? 100
      : 0,
}

/**
 * Stick sandwich: a black candle, a white one that keeps above its close, and a black one that closes where the first
 * did.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDLSTICKSANDWICH. The first 7 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlStickSandwich, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlStickSandwich(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlStickSandwich(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlStickSandwich} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlStickSandwich } from '@shagun/indicators'
 *
 * const candle = createCdlStickSandwich()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 7 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlStickSandwich(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
