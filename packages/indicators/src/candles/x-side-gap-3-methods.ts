import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodyGapsDown, bodyGapsUp, closesInside, color, isWhite, opensInside } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlXSideGap3Methods',
  lookback: 2,
  comparisons: [],
  judge: (c) =>
    color(c, 2) === color(c, 1) &&
    color(c, 0) !== color(c, 1) &&
    opensInside(c, 0, 1) &&
    closesInside(c, 0, 2) &&
    (isWhite(c, 2) ? bodyGapsUp(c, 1, 2) : bodyGapsDown(c, 1, 2))
      ? 100 * color(c, 2)
      : 0,
}

/**
 * Upside and downside gap three methods: two candles of one colour whose bodies gap in its direction, and one of the
 * other colour that opens in the second body and closes in the first.
 *
 * 100 for white candles with a gap up (the rise goes on), -100 for black ones with a gap down, at the last candle;
 * else 0. As TA-Lib's CDLXSIDEGAP3METHODS. The first 2 bars give 0, and so do as many behind a bar with a NaN or an
 * Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlXSideGap3Methods, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlXSideGap3Methods(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlXSideGap3Methods(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlXSideGap3Methods} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlXSideGap3Methods } from '@shagun/indicators'
 *
 * const candle = createCdlXSideGap3Methods()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 2 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlXSideGap3Methods(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
