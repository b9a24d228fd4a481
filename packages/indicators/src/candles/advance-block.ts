import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, far, hasLongUpperShadow, isLong, lastRanges, near, shadows, usualShadow } from './averages.ts'
import { body, type Candles, close, isWhite, open, upperShadow } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlAdvanceBlock',
  lookback: 12,
  comparisons: [
    [shadows, 2],
    [shadows, 1],
    [shadows, 0],
    [lastRanges, 2],
    [lastRanges, 1],
    [bodies, 2],
  ],
  judge: (c) =>
    isWhite(c, 2) &&
    isLong(c, 2) &&
    upperShadow(c, 2) < usualShadow(c, 2) &&
    isWhite(c, 1) &&
    advances(c, 1) &&
    isWhite(c, 0) &&
    advances(c, 0) &&
    isBlocked(c)
      ? -100
      : 0,
}

/**
 * Advance block: three white candles that close higher and higher, each opening in or near the body before it, the
 * first one long and with a short upper shadow, the others weaker: far smaller, or smaller and with upper shadows.
 *
 * Bearish: -100, at the last candle; else 0. As TA-Lib's CDLADVANCEBLOCK. The first 12 bars give 0, and so do as many
 * behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlAdvanceBlock, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlAdvanceBlock(bars).indexOf(-100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlAdvanceBlock(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlAdvanceBlock} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlAdvanceBlock } from '@shagun/indicators'
 *
 * const candle = createCdlAdvanceBlock()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 12 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlAdvanceBlock(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}

function advances(c: Candles, ago: number): boolean {
  const before = ago + 1
  return (
    close(c, ago) > close(c, before) &&
    open(c, ago) > open(c, before) &&
    open(c, ago) <= close(c, before) + near(c, before)
  )
}

function isBlocked(c: Candles): boolean {
  const [first, second, third] = [body(c, 2), body(c, 1), body(c, 0)]
  return (
    (second < first - far(c, 2) && third < second + near(c, 1)) ||
    third < second - far(c, 1) ||
    (third < second &&
      (hasLongUpperShadow(c, 0) ||
        (second < first && (upperShadow(c, 0) > usualShadow(c, 0) || upperShadow(c, 1) > usualShadow(c, 1)))))
  )
}
