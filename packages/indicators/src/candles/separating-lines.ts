import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, equal, isLong, lacksLowerShadow, lacksUpperShadow, lastRanges, ranges } from './averages.ts'
import { color, isAround, isWhite, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlSeparatingLines',
  lookback: 11,
  comparisons: [
    [bodies, 0],
    [ranges, 0],
    [lastRanges, 1],
  ],
  judge: (c) =>
    color(c, 0) !== color(c, 1) &&
    isAround(open(c, 0), open(c, 1), equal(c, 1)) &&
    isLong(c, 0) &&
    (isWhite(c, 0) ? lacksLowerShadow(c, 0) : lacksUpperShadow(c, 0))
      ? 100 * color(c, 0)
      : 0,
}

/**
 * Separating lines: a candle, and a long one of the other colour that opens at the same price, which is almost its low
 * if it is white, or its high if it is black.
 *
 * Bullish 100, bearish -100, at the last candle; else 0. As TA-Lib's CDLSEPARATINGLINES. The first 11 bars give 0, and
 * so do as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlSeparatingLines, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlSeparatingLines(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlSeparatingLines(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlSeparatingLines} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlSeparatingLines } from '@shagun/indicators'
 *
 * const candle = createCdlSeparatingLines()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 11 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlSeparatingLines(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
