import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLow } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { highest, lowest } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { HighLow, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The middle price: halfway between the highest high and the lowest low of the last `period` bars, as TA-Lib's MIDPRICE.
 *
 * The first value is at index `period - 1`; NaN before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param bars - two columns of the same bars; the result is in their unit
 * @param period - bars in the window, from 1 (which gives the middle of each bar)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { midprice } from '@shagun/indicators'
 *
 * midprice({ high: new Float64Array([5, 6]), low: new Float64Array([3, 4]) }, 2)   // NaN, 4.5
 * ```
 */
export function midprice(bars: HighLow<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low } = bars
  return batch('midprice', { high, low }, options, formula(period))
}

/**
 * {@link midprice} fed one bar at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMidprice } from '@shagun/indicators'
 *
 * const middle = createMidprice(2)
 * middle.update({ high: 5, low: 3 })   // NaN
 * middle.update({ high: 6, low: 4 })   // 4.5
 * ```
 */
export function createMidprice(period: number): Streaming<HighLow<number>, number> {
  return stream(`midprice(${period})`, formula(period), byHighLow)
}

function formula(period: number): Formula {
  checkPeriod('midprice', period)
  const [top, bottom] = [highest(period), lowest(period)]
  const bottomAt = 1 + top.start.length
  return {
    memory: remember(1, top.start, bottom.start),
    step(from, to, high, low) {
      to[0] = (top.next(from, to, 1, high) + bottom.next(from, to, bottomAt, low)) / 2
    },
  }
}
