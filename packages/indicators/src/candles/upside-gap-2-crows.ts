import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong } from './averages.ts'
import { bodyGapsUp, close, isBlack, isInsideBody, isWhite } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlUpsideGap2Crows',
  lookback: 12,
  comparisons: [
    [bodies, 2],
    [bodies, 1],
  ],
  judge: (c) =>
    isWhite(c, 2) &&
    isLong(c, 2) &&
    isBlack(c, 1) &&
    !isLong(c, 1) &&
    bodyGapsUp(c, 1, 2) &&
    isBlack(c, 0) &&
    isInsideBody(c, 1, 0) &&
    close(c, 0) > close(c, 2)
      ? -100
      : 0,
}

/**
 * Upside gap two crows: a long white candle, a small black one whose body gaps up, and a black one that covers its
 * body and closes above the close of the first.
 *
 * Bearish: -100, at the last candle; else 0. As TA-Lib's CDLUPSIDEGAP2CROWS. The first 12 bars give 0, and so do as
 * many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlUpsideGap2Crows, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlUpsideGap2Crows(bars).indexOf(-100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlUpsideGap2Crows(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlUpsideGap2Crows} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlUpsideGap2Crows } from '@shagun/indicators'
 *
 * const candle = createCdlUpsideGap2Crows()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 12 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlUpsideGap2Crows(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
