import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, hasLongLowerShadow, isShort, lacksUpperShadow, lastRanges, near, ranges } from './averages.ts'
import { bottom, low } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlHammer',
  lookback: 11,
  comparisons: [
    [bodies, 0],
    [ranges, 0],
    [lastRanges, 1],
  ],
  judge: (c) =>
    isShort(c, 0) && hasLongLowerShadow(c, 0) && lacksUpperShadow(c, 0) && bottom(c, 0) <= low(c, 1) + near(c, 1)
      ? 100
      : 0,
}

/**
 * Hammer: a small body with a long lower shadow and hardly an upper one, below or near the low of the bar before.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDLHAMMER. The first 11 bars give 0, and so do as many behind
 * a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlHammer, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlHammer(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlHammer(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlHammer} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlHammer } from '@shagun/indicators'
 *
 * const candle = createCdlHammer()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 11 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlHammer(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
