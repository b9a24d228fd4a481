import { batch } from '../formula.ts'
import type { Reuse } from '../output.ts'
import { summed } from '../parts/fold.ts'
import { formulaOf, type Part, streamPart } from '../parts/part.ts'
import { pushAt, ring } from '../parts/ring.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The adaptive moving average: an exponential average whose speed follows the efficiency ratio, the change over `period`
 * bars over the sum of all changes on the way: from 2 bars where the price runs straight to 30 where it goes nowhere, after
 * Perry Kaufman, Smarter Trading (1995), as TA-Lib's KAMA.
 *
 * The first value is at index `period`, counted from the first number where the series begins with NaN; NaN before. It
 * begins with the price before it. A NaN or an Infinity further on is a hole: there is no value while it is in the window,
 * and it begins anew behind it.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - changes that the efficiency is taken over, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { kama } from '@shagun/indicators'
 *
 * kama(new Float64Array([9, 9, 18]), 1)   // NaN, 9, 13: all the way is straight, so 4 / 9 of the step
 * ```
 */
export function kama(close: Series, period: number, options?: Reuse): Float64Array {
  checkPeriod('kama', period)
  return batch('kama', { close }, options, formulaOf(adaptive(period)))
}

/**
 * {@link kama} fed one number at a time.
 *
 * @param period - changes that the efficiency is taken over, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createKama } from '@shagun/indicators'
 *
 * const average = createKama(1)
 * for (const close of [9, 9, 18]) average.update(close)
 * average.value   // 13
 * ```
 */
export function createKama(period: number): Streaming<number, number> {
  checkPeriod('kama', period)
  return streamPart(`kama(${period})`, adaptive(period))
}

/** An adaptive average as a part. What is remembered: the average, the number before, a window of numbers, and of changes. */
export function adaptive(period: number): Part {
  const way = summed(period)
  const fastest = 2 / 3
  const slowest = 2 / 31
  const ringAt = 2
  const wayAt = ringAt + 1 + period
  return {
    start: [NaN, NaN, ...ring(period), ...way.start],
    next(from, to, at, x) {
      const before = from[at + 1]!
      const average = from[at]!
      const change = Math.abs(x - pushAt(from, to, at + ringAt, x, period))
      const total = way.next(from, to, at + wayAt, Math.abs(x - before))
      const efficiency = total > 0 ? change / total : total + 1
      const speed = (efficiency * (fastest - slowest) + slowest) ** 2
      const base = Number.isFinite(average) ? average : before
      const value = base + speed * (x - base)
      to[at + 1] = x
      return (to[at] = Number.isFinite(value) ? value : NaN)
    },
  }
}
