import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { isDoji, lacksUpperShadow, ranges } from './averages.ts'
import { body, lowerShadow } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlTakuri',
  lookback: 10,
  comparisons: [[ranges, 0]],
  judge: (c) => (isDoji(c, 0) && lacksUpperShadow(c, 0) && lowerShadow(c, 0) > 2 * body(c, 0) ? 100 : 0),
}

/**
 * Takuri: a doji at the high of the bar, with a lower shadow of more than twice its body.
 *
 * 100, which says nothing of the direction, at the last candle; else 0. As TA-Lib's CDLTAKURI. The first 10 bars give
 * 0, and so do as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlTakuri, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlTakuri(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlTakuri(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlTakuri} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlTakuri } from '@shagun/indicators'
 *
 * const candle = createCdlTakuri()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 10 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlTakuri(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
