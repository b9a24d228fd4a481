import { remember, type Step, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import { smooth, smoothAt, unsmoothed } from '../smoothing.ts'
import type { Streaming } from '../streaming.ts'
import { trueRange, trueRanges } from './trange.ts'

/**
 * The average true range: `atr = ((period - 1) * atr + trueRange) / period`, seeded with the mean of the first `period`
 * true ranges, after J. Welles Wilder, New Concepts in Technical Trading Systems (1978), as TA-Lib's ATR.
 *
 * The first value is at index `period`, since the first bar has no true range; NaN before. A true range that is NaN or
 * infinite further on is a hole: the average is NaN there and is seeded anew behind it, from the next `period` ranges.
 *
 * @param bars - three columns of the same bars; the result is in their unit
 * @param period - ranges in the seed, from 1 (which gives the true range itself)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { atr } from '@shagun/indicators'
 *
 * const high = new Float64Array([12, 15, 16, 15])
 * const low = new Float64Array([10, 14, 14, 14])
 * const close = new Float64Array([11, 14, 15, 14])
 * atr({ high, low, close }, 2)   // NaN, NaN, 3, 2
 * ```
 */
export function atr(bars: HighLowClose<Series>, period: number, options?: Reuse): Float64Array {
  checkPeriod('atr', period)
  const out = trueRanges('atr', bars, options)
  smooth(out, period, (period - 1) / period, out)
  return out
}

/**
 * {@link atr} fed one bar at a time.
 *
 * @param period - ranges in the seed, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createAtr } from '@shagun/indicators'
 *
 * const range = createAtr(1)
 * range.update({ high: 12, low: 10, close: 11 })   // NaN
 * range.update({ high: 15, low: 14, close: 14 })   // 4
 * range.peek({ high: 14, low: 12, close: 13 })     // 2: if the forming bar stayed like this
 * ```
 */
export function createAtr(period: number): Streaming<HighLowClose<number>, number> {
  checkPeriod('atr', period)
  const keep = (period - 1) / period
  // The value, the close before, and the smoothing.
  const memory = remember(2, unsmoothed)
  const step: Step = (from, to, high, low, close) => {
    const range = trueRange(high, low, from[1]!)
    to[1] = close
    to[0] = smoothAt(from, to, 2, range, period, keep)
  }
  return stream(`atr(${period})`, { memory, step }, byHighLowClose)
}
