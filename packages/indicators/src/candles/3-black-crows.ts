import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { lacksLowerShadow, ranges } from './averages.ts'
import { close, high, isBlack, isWhite, opensInside } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdl3BlackCrows',
  lookback: 13,
  comparisons: [
    [ranges, 2],
    [ranges, 1],
    [ranges, 0],
  ],
  judge: (c) =>
    isWhite(c, 3) &&
    isBlack(c, 2) &&
    lacksLowerShadow(c, 2) &&
    close(c, 2) < high(c, 3) &&
    isBlack(c, 1) &&
    lacksLowerShadow(c, 1) &&
    close(c, 1) < close(c, 2) &&
    opensInside(c, 1, 2) &&
    isBlack(c, 0) &&
    lacksLowerShadow(c, 0) &&
    close(c, 0) < close(c, 1) &&
    opensInside(c, 0, 1)
      ? -100
      : 0,
}

/**
 * Three black crows: behind a white candle three black ones that close lower and lower, almost at their lows, each
 * opening in the body before it, the first closing below the high of the white one.
 *
 * Bearish: -100, at the last candle; else 0. As TA-Lib's CDL3BLACKCROWS. The first 13 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdl3BlackCrows, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdl3BlackCrows(bars).indexOf(-100)   // the index of the first such signal, or -1
 * ```
 */
export function cdl3BlackCrows(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdl3BlackCrows} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdl3BlackCrows } from '@shagun/indicators'
 *
 * const candle = createCdl3BlackCrows()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 13 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdl3BlackCrows(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
