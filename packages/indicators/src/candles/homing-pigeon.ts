import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong } from './averages.ts'
import { isBlack, isInsideBody } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlHomingPigeon',
  lookback: 11,
  comparisons: [
    [bodies, 1],
    [bodies, 0],
  ],
  judge: (c) => (isBlack(c, 1) && isLong(c, 1) && isBlack(c, 0) && !isLong(c, 0) && isInsideBody(c, 0, 1) ? 100 : 0),
}

/**
 * Homing pigeon: a long black candle, and a short black body inside its body.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDLHOMINGPIGEON. The first 11 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlHomingPigeon, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlHomingPigeon(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlHomingPigeon(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlHomingPigeon} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlHomingPigeon } from '@shagun/indicators'
 *
 * const candle = createCdlHomingPigeon()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 11 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlHomingPigeon(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
