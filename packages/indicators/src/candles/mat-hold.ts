import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong, isShort } from './averages.ts'
import { body, bodyGapsUp, bottom, type Candles, close, high, isBlack, isWhite, open, top } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'
import { checkPenetration } from './penetration.ts'

const pattern: Pattern = {
  name: 'cdlMatHold',
  lookback: 14,
  comparisons: [
    [bodies, 4],
    [bodies, 3],
    [bodies, 2],
    [bodies, 1],
  ],
  judge: (c) =>
    isWhite(c, 4) &&
    isLong(c, 4) &&
    isBlack(c, 3) &&
    isShort(c, 3) &&
    bodyGapsUp(c, 3, 4) &&
    isShort(c, 2) &&
    isHeld(c, 2) &&
    top(c, 2) < open(c, 3) &&
    isShort(c, 1) &&
    isHeld(c, 1) &&
    top(c, 1) < top(c, 2) &&
    isWhite(c, 0) &&
    open(c, 0) > close(c, 1) &&
    close(c, 0) > Math.max(high(c, 3), high(c, 2), high(c, 1))
      ? 100
      : 0,
}

/**
 * Mat hold: a long white candle, a small black one whose body gaps up, two small ones that fall back into the first
 * body, but not deep, and a white one that opens above the close before it and closes above the highs of all three.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDLMATHOLD. The first 14 bars give 0, and so do as many behind
 * a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param penetration - how deep into the first body the small candles may fall, as a share of it, from 0
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the penetration is no such number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlMatHold, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlMatHold(bars, 0.5).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlMatHold(bars: OpenHighLowClose<Series>, penetration = 0.5, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options, checkPenetration(pattern.name, penetration))
}

/**
 * {@link cdlMatHold} fed one bar at a time.
 *
 * @param penetration - how deep into the first body the small candles may fall, as a share of it, from 0
 * @throws IndicatorError where the penetration is no such number
 *
 * @example
 * ```ts
 * import { createCdlMatHold } from '@shagun/indicators'
 *
 * const candle = createCdlMatHold(0.5)
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 14 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlMatHold(penetration = 0.5): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern, checkPenetration(pattern.name, penetration))
}

/** Back in the body of the first candle, and no deeper than it may be. */
function isHeld(c: Candles, ago: number): boolean {
  return bottom(c, ago) < close(c, 4) && bottom(c, ago) > close(c, 4) - body(c, 4) * c.penetration
}
