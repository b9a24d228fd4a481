import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { lastRanges, near } from './averages.ts'
import { close, high, isInsideBar, low } from './candles.ts'
import { judgeTrap } from './hikkake-trap.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlHikkakeMod',
  lookback: 10,
  comparisons: [[lastRanges, 2]],
  judgedEarly: 3,
  judge: (c) =>
    judgeTrap(
      c,
      isInsideBar(c, 2, 3) &&
        isInsideBar(c, 1, 2) &&
        (high(c, 0) < high(c, 1) ? close(c, 2) <= low(c, 2) + near(c, 2) : close(c, 2) >= high(c, 2) - near(c, 2)),
    ),
}

/**
 * Modified hikkake: two inside bars, each within the one before, of which the first closes near its low (bullish) or
 * its high (bearish), and a bar that breaks out with a lower high and a lower low (bullish), or a higher high and a
 * higher low (bearish).
 *
 * Bullish 100, bearish -100; and 200 or -200 at a close, among the next three bars, beyond the other end of the last
 * inside bar, which confirms it, unless a new pattern comes there; else 0. As TA-Lib's CDLHIKKAKEMOD. The first 10
 * bars give 0, and so do as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlHikkakeMod, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlHikkakeMod(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlHikkakeMod(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlHikkakeMod} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlHikkakeMod } from '@shagun/indicators'
 *
 * const candle = createCdlHikkakeMod()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 10 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlHikkakeMod(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
