import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { ranges, sliver } from './averages.ts'
import { body, bodyGapsDown, bodyGapsUp, bottom, type Candles, top } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlTristar',
  lookback: 12,
  comparisons: [[ranges, 2]],
  judge: (c) =>
    body(c, 2) <= sliver(c, 2) && body(c, 1) <= sliver(c, 2) && body(c, 0) <= sliver(c, 2) ? judgeStar(c) : 0,
}

/**
 * Tristar: three doji, of which the second gaps away with its body and the third does not go further.
 *
 * Bullish 100 where the second is below, bearish -100 where it is above, at the last candle; else 0. As TA-Lib's
 * CDLTRISTAR. The first 12 bars give 0, and so do as many behind a bar with a NaN or an Infinity, where everything
 * starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlTristar, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlTristar(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlTristar(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlTristar} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlTristar } from '@shagun/indicators'
 *
 * const candle = createCdlTristar()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 12 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlTristar(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}

function judgeStar(c: Candles): number {
  if (bodyGapsUp(c, 1, 2) && top(c, 0) < top(c, 1)) return -100
  return bodyGapsDown(c, 1, 2) && bottom(c, 0) > bottom(c, 1) ? 100 : 0
}
