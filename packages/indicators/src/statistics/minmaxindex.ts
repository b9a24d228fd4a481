import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { indexOfExtreme } from '../parts/index-of-extreme.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

const lines = ['minIdx', 'maxIdx'] as const

/** The two lines of {@link minmaxindex}. */
export interface MinMaxIndex<T> {
  readonly minIdx: T
  readonly maxIdx: T
}

/**
 * Where the lowest and the highest of the last `period` numbers stand, counted from 0 at the beginning of the series,
 * as TA-Lib's MINMAXINDEX. Of equal ones it is the last that came as such, else the first that is left, which is what
 * TA-Lib gives.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN
 * before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the results are indexes
 * @param period - bars in the window, from 1
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { minmaxindex } from '@shagun/indicators'
 *
 * const { minIdx, maxIdx } = minmaxindex(new Float64Array([1, 4, 2]), 2)
 * minIdx   // NaN, 0, 2
 * maxIdx   // NaN, 1, 1
 * ```
 */
export function minmaxindex(
  close: Series,
  period: number,
  options?: Reuse<MinMaxIndex<Float64Array>>,
): MinMaxIndex<Float64Array> {
  return batchLines('minmaxindex', lines, { close }, options, formula(period))
}

/**
 * {@link minmaxindex} fed one number at a time; what it gives is one object, overwritten by the next call.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMinmaxindex } from '@shagun/indicators'
 *
 * const places = createMinmaxindex(1)
 * const { maxIdx } = places.update(3)   // 0
 * ```
 */
export function createMinmaxindex(period: number): Streaming<number, MinMaxIndex<number>> {
  return streamLines(`minmaxindex(${period})`, lines, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('minmaxindex', period)
  const bottom = indexOfExtreme(period, -1)
  const top = indexOfExtreme(period, 1)
  const topAt = 2 + bottom.start.length
  return {
    memory: remember(2, bottom.start, top.start),
    step(from, to, x) {
      to[0] = bottom.next(from, to, 2, x)
      to[1] = top.next(from, to, topAt, x)
    },
  }
}
