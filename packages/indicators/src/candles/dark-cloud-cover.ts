import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong } from './averages.ts'
import { body, close, high, isBlack, isWhite, open } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'
import { checkPenetration } from './penetration.ts'

const pattern: Pattern = {
  name: 'cdlDarkCloudCover',
  lookback: 11,
  comparisons: [[bodies, 1]],
  judge: (c) =>
    isWhite(c, 1) &&
    isLong(c, 1) &&
    isBlack(c, 0) &&
    open(c, 0) > high(c, 1) &&
    close(c, 0) > open(c, 1) &&
    close(c, 0) < close(c, 1) - body(c, 1) * c.penetration
      ? -100
      : 0,
}

/**
 * Dark cloud cover: a long white candle, and a black one that opens above its high and closes deep in its body.
 *
 * Bearish: -100, at the last candle; else 0. As TA-Lib's CDLDARKCLOUDCOVER. The first 11 bars give 0, and so do as
 * many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param penetration - how deep the close has to be in the body, as a share of it, from 0
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the penetration is no such number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlDarkCloudCover, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlDarkCloudCover(bars, 0.5).indexOf(-100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlDarkCloudCover(
  bars: OpenHighLowClose<Series>,
  penetration = 0.5,
  options?: Reuse<Int32Array>,
): Int32Array {
  return recognize(pattern, bars, options, checkPenetration(pattern.name, penetration))
}

/**
 * {@link cdlDarkCloudCover} fed one bar at a time.
 *
 * @param penetration - how deep the close has to be in the body, as a share of it, from 0
 * @throws IndicatorError where the penetration is no such number
 *
 * @example
 * ```ts
 * import { createCdlDarkCloudCover } from '@shagun/indicators'
 *
 * const candle = createCdlDarkCloudCover(0.5)
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 11 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlDarkCloudCover(penetration = 0.5): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern, checkPenetration(pattern.name, penetration))
}
