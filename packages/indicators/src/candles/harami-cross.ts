import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isDoji, isLong, ranges } from './averages.ts'
import { color, isInsideBody, isWithinBody } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlHaramiCross',
  lookback: 11,
  comparisons: [
    [bodies, 1],
    [ranges, 0],
  ],
  judge: (c) =>
    isLong(c, 1) && isDoji(c, 0) && isWithinBody(c, 0, 1) ? (isInsideBody(c, 0, 1) ? -100 : -80) * color(c, 1) : 0,
}

/**
 * Harami cross: a long body, and a doji inside it.
 *
 * Bullish 100 in a black body, bearish -100 in a white one; 80 and -80 where the bodies share an end, at the last
 * candle; else 0. As TA-Lib's CDLHARAMICROSS. The first 11 bars give 0, and so do as many behind a bar with a NaN or
 * an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlHaramiCross, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlHaramiCross(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlHaramiCross(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlHaramiCross} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlHaramiCross } from '@shagun/indicators'
 *
 * const candle = createCdlHaramiCross()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 11 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlHaramiCross(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
