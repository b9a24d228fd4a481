import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { highest, lowest } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

const lines = ['min', 'max'] as const

/** The two lines of {@link minmax}. */
export interface MinMax<T> {
  readonly min: T
  readonly max: T
}

/**
 * The lowest and the highest of the last `period` numbers, as TA-Lib's MINMAX.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN
 * before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the results are in its unit
 * @param period - bars in the window, from 1
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { minmax } from '@shagun/indicators'
 *
 * const { min, max } = minmax(new Float64Array([1, 4, 2]), 2)
 * min   // NaN, 1, 2
 * max   // NaN, 4, 4
 * ```
 */
export function minmax(close: Series, period: number, options?: Reuse<MinMax<Float64Array>>): MinMax<Float64Array> {
  return batchLines('minmax', lines, { close }, options, formula(period))
}

/**
 * {@link minmax} fed one number at a time; what it gives is one object, overwritten by the next call.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMinmax } from '@shagun/indicators'
 *
 * const range = createMinmax(1)
 * const { min, max } = range.update(3)   // 3 and 3
 * ```
 */
export function createMinmax(period: number): Streaming<number, MinMax<number>> {
  return streamLines(`minmax(${period})`, lines, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('minmax', period)
  const bottom = lowest(period)
  const top = highest(period)
  const topAt = 2 + bottom.start.length
  return {
    memory: remember(2, bottom.start, top.start),
    step(from, to, x) {
      to[0] = bottom.next(from, to, 2, x)
      to[1] = top.next(from, to, topAt, x)
    },
  }
}
