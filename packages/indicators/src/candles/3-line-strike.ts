import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { lastRanges, near } from './averages.ts'
import { bottom, type Candles, close, color, isWhite, open, top } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdl3LineStrike',
  lookback: 8,
  comparisons: [
    [lastRanges, 3],
    [lastRanges, 2],
  ],
  judge: (c) =>
    color(c, 3) === color(c, 2) &&
    opensAround(c, 2) &&
    color(c, 2) === color(c, 1) &&
    opensAround(c, 1) &&
    color(c, 0) !== color(c, 1) &&
    (isWhite(c, 1)
      ? close(c, 3) < close(c, 2) && close(c, 2) < close(c, 1) && open(c, 0) > close(c, 1) && close(c, 0) < open(c, 3)
      : close(c, 3) > close(c, 2) && close(c, 2) > close(c, 1) && open(c, 0) < close(c, 1) && close(c, 0) > open(c, 3))
      ? 100 * color(c, 1)
      : 0,
}

/**
 * Three-line strike: three candles of one colour that close further and further and open in or near the body before
 * them, and a fourth that opens still further and closes beyond the open of the first.
 *
 * 100 for three white candles (the rise goes on), -100 for three black ones, at the last candle; else 0. As TA-Lib's
 * CDL3LINESTRIKE. The first 8 bars give 0, and so do as many behind a bar with a NaN or an Infinity, where everything
 * starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdl3LineStrike, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdl3LineStrike(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdl3LineStrike(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdl3LineStrike} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdl3LineStrike } from '@shagun/indicators'
 *
 * const candle = createCdl3LineStrike()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 8 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdl3LineStrike(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}

/** In the body before it, or near one of its ends. */
function opensAround(c: Candles, ago: number): boolean {
  const before = ago + 1
  return open(c, ago) >= bottom(c, before) - near(c, before) && open(c, ago) <= top(c, before) + near(c, before)
}
