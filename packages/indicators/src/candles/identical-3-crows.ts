import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { equal, lacksLowerShadow, lastRanges, ranges } from './averages.ts'
import { close, isAround, isBlack, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlIdentical3Crows',
  lookback: 12,
  comparisons: [
    [ranges, 2],
    [ranges, 1],
    [ranges, 0],
    [lastRanges, 2],
    [lastRanges, 1],
  ],
  judge: (c) =>
    isBlack(c, 2) &&
    lacksLowerShadow(c, 2) &&
    isBlack(c, 1) &&
    lacksLowerShadow(c, 1) &&
    close(c, 1) < close(c, 2) &&
    isAround(open(c, 1), close(c, 2), equal(c, 2)) &&
    isBlack(c, 0) &&
    lacksLowerShadow(c, 0) &&
    close(c, 0) < close(c, 1) &&
    isAround(open(c, 0), close(c, 1), equal(c, 1))
      ? -100
      : 0,
}

/**
 * Identical three crows: three black candles that close lower and lower, almost at their lows, each opening at the
 * close before it.
 *
 * Bearish: -100, at the last candle; else 0. As TA-Lib's CDLIDENTICAL3CROWS. The first 12 bars give 0, and so do as
 * many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlIdentical3Crows, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlIdentical3Crows(bars).indexOf(-100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlIdentical3Crows(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlIdentical3Crows} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlIdentical3Crows } from '@shagun/indicators'
 *
 * const candle = createCdlIdentical3Crows()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 12 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlIdentical3Crows(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
