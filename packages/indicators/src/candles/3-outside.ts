import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { close, color, isInsideBody, isWhite } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdl3Outside',
  lookback: 3,
  comparisons: [],
  judge: (c) =>
    color(c, 2) !== color(c, 1) &&
    isInsideBody(c, 2, 1) &&
    (isWhite(c, 1) ? close(c, 0) > close(c, 1) : close(c, 0) < close(c, 1))
      ? 100 * color(c, 1)
      : 0,
}

/**
 * Three outside up and down: a body, one of the other colour that reaches beyond both its ends, and a close still
 * further.
 *
 * Bullish 100, bearish -100, at the last candle; else 0. As TA-Lib's CDL3OUTSIDE. The first 3 bars give 0, and so do
 * as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdl3Outside, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdl3Outside(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdl3Outside(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdl3Outside} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdl3Outside } from '@shagun/indicators'
 *
 * const candle = createCdl3Outside()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 3 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdl3Outside(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
