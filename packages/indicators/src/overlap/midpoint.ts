import { batch } from '../formula.ts'
import type { Reuse } from '../output.ts'
import { highest, lowest } from '../parts/fold.ts'
import { formulaOf, type Part, streamPart } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The midpoint: halfway between the highest and the lowest number of the last `period`, as TA-Lib's MIDPOINT.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN before. A
 * window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars in the window, from 1 (which gives the series back)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { midpoint } from '@shagun/indicators'
 *
 * midpoint(new Float64Array([1, 5, 3]), 2)   // NaN, 3, 4
 * ```
 */
export function midpoint(close: Series, period: number, options?: Reuse): Float64Array {
  checkPeriod('midpoint', period)
  return batch('midpoint', { close }, options, formulaOf(middle(period)))
}

/**
 * {@link midpoint} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMidpoint } from '@shagun/indicators'
 *
 * const middle = createMidpoint(2)
 * middle.update(1)   // NaN
 * middle.update(5)   // 3
 * ```
 */
export function createMidpoint(period: number): Streaming<number, number> {
  checkPeriod('midpoint', period)
  return streamPart(`midpoint(${period})`, middle(period))
}

function middle(period: number): Part {
  const [high, low] = [highest(period), lowest(period)]
  const { length } = high.start
  return {
    start: [...high.start, ...low.start],
    next: (from, to, at, x) => (high.next(from, to, at, x) + low.next(from, to, at + length, x)) / 2,
  }
}
