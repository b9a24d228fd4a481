import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, far, isLong, lacksUpperShadow, lastRanges, near, ranges } from './averages.ts'
import { body, type Candles, close, isWhite, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdl3WhiteSoldiers',
  lookback: 12,
  comparisons: [
    [ranges, 2],
    [ranges, 1],
    [ranges, 0],
    [lastRanges, 2],
    [lastRanges, 1],
    [bodies, 0],
  ],
  judge: (c) =>
    isWhite(c, 2) &&
    lacksUpperShadow(c, 2) &&
    isWhite(c, 1) &&
    lacksUpperShadow(c, 1) &&
    advances(c, 1) &&
    isWhite(c, 0) &&
    lacksUpperShadow(c, 0) &&
    advances(c, 0) &&
    isLong(c, 0)
      ? 100
      : 0,
}

/**
 * Three white soldiers: three white candles that close higher and higher, almost at their highs, each opening in or
 * near the body before it and not far shorter than it, the last one no short one.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDL3WHITESOLDIERS. The first 12 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdl3WhiteSoldiers, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdl3WhiteSoldiers(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdl3WhiteSoldiers(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdl3WhiteSoldiers} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdl3WhiteSoldiers } from '@shagun/indicators'
 *
 * const candle = createCdl3WhiteSoldiers()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 12 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdl3WhiteSoldiers(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}

function advances(c: Candles, ago: number): boolean {
  const before = ago + 1
  return (
    close(c, ago) > close(c, before) &&
    open(c, ago) > open(c, before) &&
    open(c, ago) <= close(c, before) + near(c, before) &&
    body(c, ago) > body(c, before) - far(c, before)
  )
}
