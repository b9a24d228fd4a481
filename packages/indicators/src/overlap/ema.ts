import { outputFor, type Reuse } from '../output.ts'
import { streamPart } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import { smooth } from '../smoothing.ts'
import type { Streaming } from '../streaming.ts'
import { exponential } from './exponential.ts'

/**
 * The exponential moving average: `ema += 2 / (period + 1) * (close - ema)`, seeded with the mean of the first `period`
 * numbers, as TA-Lib's EMA.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN before.
 * A NaN or an Infinity further on is a hole: the average is NaN there and is seeded anew behind it, from the next
 * `period` numbers, since an average carried over a gap would pass for one that has seen every bar.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars in the seed, from 1 (which gives the series back; TA-Lib starts at 2)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { ema } from '@shagun/indicators'
 *
 * ema(new Float64Array([1, 2, 3, 6, 6]), 3)   // NaN, NaN, 2, 4, 5
 * ```
 */
export function ema(close: Series, period: number, options?: Reuse): Float64Array {
  checkPeriod('ema', period)
  const out = outputFor('ema', { close }, options?.out)
  smooth(close, period, (period - 1) / (period + 1), out)
  return out
}

/**
 * {@link ema} fed one number at a time.
 *
 * @param period - bars in the seed, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createEma } from '@shagun/indicators'
 *
 * const average = createEma(3)
 * for (const close of [1, 2, 3]) average.update(close)
 * average.value     // 2
 * average.peek(6)   // 4: if the next bar closed at 6
 * ```
 */
export function createEma(period: number): Streaming<number, number> {
  checkPeriod('ema', period)
  return streamPart(`ema(${period})`, exponential(period))
}
