import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { hasUpperShadow, ranges } from './averages.ts'
import { close, high, isBlack, isWhite, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlLadderBottom',
  lookback: 14,
  comparisons: [[ranges, 1]],
  judge: (c) =>
    isBlack(c, 4) &&
    isBlack(c, 3) &&
    open(c, 3) < open(c, 4) &&
    close(c, 3) < close(c, 4) &&
    isBlack(c, 2) &&
    open(c, 2) < open(c, 3) &&
    close(c, 2) < close(c, 3) &&
    isBlack(c, 1) &&
    hasUpperShadow(c, 1) &&
    isWhite(c, 0) &&
    open(c, 0) > open(c, 1) &&
    close(c, 0) > high(c, 1)
      ? 100
      : 0,
}

/**
 * Ladder bottom: three black candles with lower and lower opens and closes, a black one with an upper shadow, and a
 * white one that opens above its body and closes above its high.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDLLADDERBOTTOM. The first 14 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlLadderBottom, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlLadderBottom(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlLadderBottom(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlLadderBottom} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlLadderBottom } from '@shagun/indicators'
 *
 * const candle = createCdlLadderBottom()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 14 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlLadderBottom(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
