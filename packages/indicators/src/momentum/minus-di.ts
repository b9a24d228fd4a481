import { batch, type Formula, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { directional, share } from './directional.ts'

/**
 * The negative directional indicator: the downward movement in percent of the true range, both smoothed, after J.
 * Welles Wilder, New Concepts in Technical Trading Systems (1978), as TA-Lib's MINUS_DI; 0 where there was no range.
 *
 * The first value is at index `period`; NaN before. A NaN or an Infinity further on is a hole: it begins anew behind
 * it.
 *
 * @param bars - three columns of the same bars; the result is in percent
 * @param period - bars of the smoothing, from 1 (where TA-Lib gives a share, and no percentage)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { minusDi } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([5, 7]), new Float64Array([4, 5]), new Float64Array([4, 6])]
 * minusDi({ high, low, close }, 1)   // NaN, 0: all of it went up
 * ```
 */
export function minusDi(bars: HighLowClose<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('minusDi', { high, low, close }, options, formula(period))
}

/**
 * {@link minusDi} fed one bar at a time.
 *
 * @param period - bars of the smoothing, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMinusDi } from '@shagun/indicators'
 *
 * const indicator = createMinusDi(1)
 * indicator.update({ high: 7, low: 5, close: 6 })   // NaN
 * indicator.update({ high: 6, low: 3, close: 4 })   // 66.67
 * ```
 */
export function createMinusDi(period: number): Streaming<HighLowClose<number>, number> {
  return stream(`minusDi(${period})`, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  return directional('minusDi', period, ({ minus, range }) => share(minus, range))
}
