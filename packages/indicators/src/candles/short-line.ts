import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isShort, shadows, usualShadow } from './averages.ts'
import { color, lowerShadow, upperShadow } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlShortLine',
  lookback: 10,
  comparisons: [
    [bodies, 0],
    [shadows, 0],
  ],
  judge: (c) =>
    isShort(c, 0) && upperShadow(c, 0) < usualShadow(c, 0) && lowerShadow(c, 0) < usualShadow(c, 0)
      ? 100 * color(c, 0)
      : 0,
}

/**
 * Short line: a short body with short shadows.
 *
 * 100 for a white candle, -100 for a black one, at the last candle; else 0. As TA-Lib's CDLSHORTLINE. The first 10
 * bars give 0, and so do as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlShortLine, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlShortLine(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlShortLine(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlShortLine} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlShortLine } from '@shagun/indicators'
 *
 * const candle = createCdlShortLine()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 10 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlShortLine(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
