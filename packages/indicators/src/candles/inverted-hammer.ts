import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, hasLongUpperShadow, isShort, lacksLowerShadow, ranges } from './averages.ts'
import { bodyGapsDown } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlInvertedHammer',
  lookback: 11,
  comparisons: [
    [bodies, 0],
    [ranges, 0],
  ],
  judge: (c) =>
    bodyGapsDown(c, 0, 1) && isShort(c, 0) && hasLongUpperShadow(c, 0) && lacksLowerShadow(c, 0) ? 100 : 0,
}

/**
 * Inverted hammer: a small body that gaps down, with a long upper shadow and hardly a lower one.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDLINVERTEDHAMMER. The first 11 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlInvertedHammer, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlInvertedHammer(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlInvertedHammer(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlInvertedHammer} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlInvertedHammer } from '@shagun/indicators'
 *
 * const candle = createCdlInvertedHammer()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 11 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlInvertedHammer(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
