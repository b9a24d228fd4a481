import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isDoji, isLong, ranges } from './averages.ts'
import { body, bodyGapsUp, close, isBlack, isWhite } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'
import { checkPenetration } from './penetration.ts'

const pattern: Pattern = {
  name: 'cdlEveningDojiStar',
  lookback: 12,
  comparisons: [
    [bodies, 2],
    [bodies, 0],
    [ranges, 1],
  ],
  judge: (c) =>
    isWhite(c, 2) &&
    isLong(c, 2) &&
    isDoji(c, 1) &&
    bodyGapsUp(c, 1, 2) &&
    isBlack(c, 0) &&
    isLong(c, 0) &&
    close(c, 0) < close(c, 2) - body(c, 2) * c.penetration
      ? -100
      : 0,
}

/**
 * Evening doji star: a long white candle, a doji that gaps up, and a black candle, no short one, that closes well
 * inside the first body.
 *
 * Bearish: -100, at the last candle; else 0. As TA-Lib's CDLEVENINGDOJISTAR. The first 12 bars give 0, and so do as
 * many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param penetration - how deep the close has to be in the body, as a share of it, from 0
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the penetration is no such number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlEveningDojiStar, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlEveningDojiStar(bars, 0.3).indexOf(-100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlEveningDojiStar(
  bars: OpenHighLowClose<Series>,
  penetration = 0.3,
  options?: Reuse<Int32Array>,
): Int32Array {
  return recognize(pattern, bars, options, checkPenetration(pattern.name, penetration))
}

/**
 * {@link cdlEveningDojiStar} fed one bar at a time.
 *
 * @param penetration - how deep the close has to be in the body, as a share of it, from 0
 * @throws IndicatorError where the penetration is no such number
 *
 * @example
 * ```ts
 * import { createCdlEveningDojiStar } from '@shagun/indicators'
 *
 * const candle = createCdlEveningDojiStar(0.3)
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 12 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlEveningDojiStar(penetration = 0.3): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern, checkPenetration(pattern.name, penetration))
}
