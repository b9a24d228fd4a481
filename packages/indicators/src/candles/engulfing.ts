import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { color, isInsideBody, isWithinBody } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlEngulfing',
  lookback: 2,
  comparisons: [],
  judge: (c) =>
    color(c, 0) !== color(c, 1) && isWithinBody(c, 1, 0) && !isWithinBody(c, 0, 1)
      ? (isInsideBody(c, 1, 0) ? 100 : 80) * color(c, 0)
      : 0,
}

/**
 * Engulfing: a body, and one of the other colour that covers it.
 *
 * Bullish 100, bearish -100; 80 and -80 where the bodies share one end, at the last candle; else 0. As TA-Lib's
 * CDLENGULFING. The first 2 bars give 0, and so do as many behind a bar with a NaN or an Infinity, where everything
 * starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlEngulfing, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlEngulfing(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlEngulfing(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlEngulfing} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlEngulfing } from '@shagun/indicators'
 *
 * const candle = createCdlEngulfing()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 2 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlEngulfing(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
