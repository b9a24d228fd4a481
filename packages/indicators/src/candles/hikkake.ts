import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { isInsideBar } from './candles.ts'
import { judgeTrap } from './hikkake-trap.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlHikkake',
  lookback: 5,
  comparisons: [],
  judgedEarly: 3,
  judge: (c) => judgeTrap(c, isInsideBar(c, 1, 2)),
}

/**
 * Hikkake: an inside bar, and a bar that breaks out of it with a lower high and a lower low (bullish), or a higher
 * high and a higher low (bearish).
 *
 * Bullish 100, bearish -100; and 200 or -200 at a close, among the next three bars, beyond the other end of the inside
 * bar, which confirms it, unless a new hikkake comes there; else 0. As TA-Lib's CDLHIKKAKE. The first 5 bars give 0,
 * and so do as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlHikkake, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlHikkake(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlHikkake(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlHikkake} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlHikkake } from '@shagun/indicators'
 *
 * const candle = createCdlHikkake()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 5 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlHikkake(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
