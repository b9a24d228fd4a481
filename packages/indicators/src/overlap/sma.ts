import { outputFor, type Reuse } from '../output.ts'
import { summed } from '../parts/fold.ts'
import { type Part, streamPart } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The simple moving average: the mean of the last `period` numbers, as TA-Lib's SMA.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN before.
 * A window that holds a NaN averages to NaN, one that holds an Infinity to what IEEE 754 says, and later ones are not
 * touched: every window is a sum of its own numbers, nothing is ever subtracted, so no error builds up either.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars in the window, from 1 (which gives the series back; TA-Lib starts at 2)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { sma } from '@shagun/indicators'
 *
 * sma(new Float64Array([1, 2, 3, 4, 8]), 3)   // NaN, NaN, 2, 3, 5
 * ```
 */
export function sma(close: Series, period: number, options?: Reuse): Float64Array {
  checkPeriod('sma', period)
  const out = outputFor('sma', { close }, options?.out)
  means(close, period, out)
  return out
}

/** The average of every window of a series, as the part gives it; `out` is not the series. */
export function means(source: Series, period: number, out: Float64Array): void {
  const { length } = out
  // In blocks of one period: a window is the tail of the block before and the head of its own, so the sums of the tails,
  // taken backwards, and of the heads, taken forwards, make every window with three additions a bar.
  for (let start = 0; start < length; start += period) {
    const end = Math.min(start + period, length)
    if (start === 0) out.fill(NaN, 0, end)
    else {
      let tail = 0
      // What lies behind the end of the series falls away: a typed array ignores such writes.
      for (let i = start - 1; i > start - period; i--) out[i + period - 1] = tail += source[i]!
    }
    if (end === start + period) out[end - 1] = 0
    let head = 0
    for (let i = start; i < end; i++) {
      head += source[i]!
      out[i] = (out[i]! + head) / period
    }
  }
}

/**
 * {@link sma} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createSma } from '@shagun/indicators'
 *
 * const average = createSma(3)
 * for (const close of [1, 2, 3]) average.update(close)
 * average.value     // 2
 * average.peek(7)   // 4: if the next bar closed at 7
 * ```
 */
export function createSma(period: number): Streaming<number, number> {
  checkPeriod('sma', period)
  return streamPart(`sma(${period})`, mean(period))
}

/** A simple average as a part. */
export function mean(period: number): Part {
  const { start, next } = summed(period)
  return { start, next: (from, to, at, x) => next(from, to, at, x) / period }
}
