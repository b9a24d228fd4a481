import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { hasUpperShadow, lacksShadows, ranges } from './averages.ts'
import { bodyGapsDown, close, high, isBlack, isInsideBar } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlConcealBabySwall',
  lookback: 13,
  comparisons: [
    [ranges, 3],
    [ranges, 2],
    [ranges, 1],
  ],
  judge: (c) =>
    isBlack(c, 3) &&
    lacksShadows(c, 3) &&
    isBlack(c, 2) &&
    lacksShadows(c, 2) &&
    isBlack(c, 1) &&
    bodyGapsDown(c, 1, 2) &&
    hasUpperShadow(c, 1) &&
    high(c, 1) > close(c, 2) &&
    isBlack(c, 0) &&
    isInsideBar(c, 1, 0)
      ? 100
      : 0,
}

/**
 * Concealing baby swallow: two black candles without shadows, a black one whose body gaps down but whose upper shadow
 * reaches into the body before it, and a black one that holds all of its range.
 *
 * Bullish: 100, at the last candle; else 0. As TA-Lib's CDLCONCEALBABYSWALL. The first 13 bars give 0, and so do as
 * many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlConcealBabySwall, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlConcealBabySwall(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlConcealBabySwall(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlConcealBabySwall} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlConcealBabySwall } from '@shagun/indicators'
 *
 * const candle = createCdlConcealBabySwall()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 13 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlConcealBabySwall(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}
