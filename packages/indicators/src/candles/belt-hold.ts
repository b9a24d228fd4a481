import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong, lacksLowerShadow, lacksUpperShadow, ranges } from './averages.ts'
import { color, isWhite } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlBeltHold',
  lookback: 10,
  comparisons: [
    [bodies, 0],
    [ranges, 0],
  ],
  judge: (c) =>
    isLong(c, 0) && (isWhite(c, 0) ? lacksLowerShadow(c, 0) : lacksUpperShadow(c, 0)) ? 100 * color(c, 0) : 0,
}

/**
 * Belt-hold: a long white candle that opens almost at its low, or a long black one that opens almost at its high.
 *
 * Bullish 100, bearish -100, at the last candle; else 0. As TA-Lib's CDLBELTHOLD. The first 10 bars give 0, and so do
 * as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlBeltHold, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlBeltHold(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlBeltHold(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlBeltHold} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlBeltHold } from '@shagun/indicators'
 *
 * const candle = createCdlBeltHold()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 10 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlBeltHold(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
