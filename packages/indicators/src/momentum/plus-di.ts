import { batch, type Formula, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { directional, share } from './directional.ts'

/**
 * The positive directional indicator: the upward movement in percent of the true range, both smoothed, after J. Welles
 * Wilder, New Concepts in Technical Trading Systems (1978), as TA-Lib's PLUS_DI; 0 where there was no range.
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
 * import { plusDi } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([5, 7]), new Float64Array([4, 5]), new Float64Array([4, 6])]
 * plusDi({ high, low, close }, 1)   // NaN, 66.67: 2 of a range of 3
 * ```
 */
export function plusDi(bars: HighLowClose<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('plusDi', { high, low, close }, options, formula(period))
}

/**
 * {@link plusDi} fed one bar at a time.
 *
 * @param period - bars of the smoothing, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createPlusDi } from '@shagun/indicators'
 *
 * const indicator = createPlusDi(1)
 * indicator.update({ high: 5, low: 4, close: 4 })   // NaN
 * indicator.update({ high: 7, low: 5, close: 6 })   // 66.67
 * ```
 */
export function createPlusDi(period: number): Streaming<HighLowClose<number>, number> {
  return stream(`plusDi(${period})`, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  return directional('plusDi', period, ({ plus, range }) => share(plus, range))
}
