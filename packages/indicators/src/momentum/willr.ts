import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { highest, lowest } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * Williams' %R: how far the close lies below the highest high of the window, in percent of its range, from -100 to 0,
 * after Larry Williams, as TA-Lib's WILLR; 0 where the window has no range.
 *
 * The first value is at index `period - 1`; NaN before. A window that holds a NaN gives NaN, and later ones are not
 * touched.
 *
 * @param bars - three columns of the same bars; the result is in percent
 * @param period - bars in the window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { willr } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([10]), new Float64Array([6]), new Float64Array([9])]
 * willr({ high, low, close }, 1)   // -25
 * ```
 */
export function willr(bars: HighLowClose<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('willr', { high, low, close }, options, formula(period))
}

/**
 * {@link willr} fed one bar at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createWillr } from '@shagun/indicators'
 *
 * const percent = createWillr(1)
 * percent.update({ high: 10, low: 6, close: 9 })   // -25
 * ```
 */
export function createWillr(period: number): Streaming<HighLowClose<number>, number> {
  return stream(`willr(${period})`, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  checkPeriod('willr', period)
  const top = highest(period)
  const bottom = lowest(period)
  const bottomAt = 1 + top.start.length
  return {
    memory: remember(1, top.start, bottom.start),
    step(from, to, high, low, close) {
      const highs = top.next(from, to, 1, high)
      const range = highs - bottom.next(from, to, bottomAt, low)
      to[0] = range === 0 ? 0 : (-100 * (highs - close)) / range
    },
  }
}
