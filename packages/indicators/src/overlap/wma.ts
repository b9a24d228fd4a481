import { outputFor, type Reuse } from '../output.ts'
import { type Part, streamPart } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The weighted moving average: the last `period` numbers with the weights 1, 2, 3 … `period`, the newest weighing most,
 * over the sum of the weights, as TA-Lib's WMA.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN before.
 * A window that holds a NaN averages to NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars in the window, from 1 (which gives the series back)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { wma } from '@shagun/indicators'
 *
 * wma(new Float64Array([1, 2, 4, 4]), 3)   // NaN, NaN, 17 / 6, 22 / 6
 * ```
 */
export function wma(close: Series, period: number, options?: Reuse): Float64Array {
  checkPeriod('wma', period)
  const out = outputFor('wma', { close }, options?.out)
  const { length } = out
  const weights = (period * (period + 1)) / 2
  // In blocks of one period, as in the simple average. The tail of a block weighs 1, 2, 3 … from its oldest number on, so
  // that of one number more is that of one less with every number of it once more. A number of the head weighs the period
  // when it comes, and one less with each number behind it: `aged` is what it has lost.
  for (let start = 0; start < length; start += period) {
    const end = Math.min(start + period, length)
    if (start === 0) out.fill(NaN, 0, end)
    else
      for (let i = start - 1, sum = 0, tail = 0; i > start - period; i--) {
        sum += close[i]!
        out[i + period - 1] = tail += sum
      }
    if (end === start + period) out[end - 1] = 0
    for (let i = start, sum = 0, aged = 0; i < end; i++) {
      aged += sum
      sum += close[i]!
      out[i] = (out[i]! + (period * sum - aged)) / weights
    }
  }
  return out
}

/**
 * {@link wma} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createWma } from '@shagun/indicators'
 *
 * const average = createWma(2)
 * average.update(1)   // NaN
 * average.update(4)   // 3
 * ```
 */
export function createWma(period: number): Streaming<number, number> {
  checkPeriod('wma', period)
  return streamPart(`wma(${period})`, weighted(period))
}

/**
 * A weighted average as a part. What is remembered: the place in the block, the sum of its head and what that has aged, a
 * slot for each number of the block (the number, else the weighted tail of the block before), and the empty tail.
 */
export function weighted(period: number): Part {
  const weights = (period * (period + 1)) / 2
  return {
    start: [0, 0, 0, ...new Array<number>(period).fill(NaN), 0],
    next(from, to, at, x) {
      const place = from[at]!
      const slots = at + 3
      const aged = from[at + 2]! + from[at + 1]!
      const sum = from[at + 1]! + x
      const value = (from[slots + place + 1]! + (period * sum - aged)) / weights
      to[slots + place] = x
      to[at] = place + 1
      to[at + 1] = sum
      to[at + 2] = aged
      if (to === from && place + 1 === period) {
        for (let i = slots + period - 1, numbers = 0, tail = 0; i > slots; i--) {
          numbers += to[i]!
          to[i] = tail += numbers
        }
        to[at] = to[at + 1] = to[at + 2] = 0
      }
      return value
    },
  }
}
