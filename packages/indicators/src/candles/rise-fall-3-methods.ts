import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { bodies, isLong, isShort } from './averages.ts'
import { bottom, type Candles, close, color, high, isWhite, low, open, top } from './candles.ts'
import { createRecognizer, type Pattern, recognize } from './pattern.ts'

const pattern: Pattern = {
  name: 'cdlRiseFall3Methods',
  lookback: 14,
  comparisons: [
    [bodies, 4],
    [bodies, 3],
    [bodies, 2],
    [bodies, 1],
    [bodies, 0],
  ],
  judge: (c) =>
    isLong(c, 4) &&
    isShort(c, 3) &&
    rests(c, 3) &&
    isShort(c, 2) &&
    rests(c, 2) &&
    isShort(c, 1) &&
    rests(c, 1) &&
    isLong(c, 0) &&
    color(c, 0) === color(c, 4) &&
    (isWhite(c, 4)
      ? close(c, 2) < close(c, 3) && close(c, 1) < close(c, 2) && open(c, 0) > close(c, 1) && close(c, 0) > close(c, 4)
      : close(c, 2) > close(c, 3) && close(c, 1) > close(c, 2) && open(c, 0) < close(c, 1) && close(c, 0) < close(c, 4))
      ? 100 * color(c, 4)
      : 0,
}

/**
 * Rising and falling three methods: a long candle, three small ones of the other colour that go back step by step
 * within its range, and a long one of its colour that opens beyond the close before it and closes beyond that of the
 * first.
 *
 * Bullish 100, bearish -100, at the last candle; else 0. As TA-Lib's CDLRISEFALL3METHODS. The first 14 bars give 0,
 * and so do as many behind a bar with a NaN or an Infinity, where everything starts over.
 *
 * @param bars - four columns of the same bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cdlRiseFall3Methods, type OpenHighLowClose, type Series } from '@shagun/indicators'
 *
 * declare const bars: OpenHighLowClose<Series>
 * cdlRiseFall3Methods(bars).indexOf(100)   // the index of the first such signal, or -1
 * ```
 */
export function cdlRiseFall3Methods(bars: OpenHighLowClose<Series>, options?: Reuse<Int32Array>): Int32Array {
  return recognize(pattern, bars, options)
}

/**
 * {@link cdlRiseFall3Methods} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createCdlRiseFall3Methods } from '@shagun/indicators'
 *
 * const candle = createCdlRiseFall3Methods()
 * candle.update({ open: 10, high: 12, low: 9, close: 11 })   // 0: the warm-up is 14 bars
 * candle.peek({ open: 11, high: 13, low: 10, close: 12 })    // what it would be if the forming bar stayed like this
 * ```
 */
export function createCdlRiseFall3Methods(): Streaming<OpenHighLowClose<number>, number> {
  return createRecognizer(pattern)
}

/** Against the first candle, with at least a part of the body in its range. */
function rests(c: Candles, ago: number): boolean {
  return color(c, ago) !== color(c, 4) && bottom(c, ago) < high(c, 4) && top(c, ago) > low(c, 4)
}
