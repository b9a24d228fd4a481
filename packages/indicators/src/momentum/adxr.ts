import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { pushAt, ring, ringAt } from '../parts/ring.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { averageDirectional } from './average-directional.ts'

/**
 * The average directional movement rating: halfway between the average directional movement index and that of `period
 * - 1` bars ago, after J. Welles Wilder, New Concepts in Technical Trading Systems (1978), as TA-Lib's ADXR.
 *
 * The first value is at index `3 * period - 2`; NaN before. A NaN or an Infinity further on is a hole: it begins anew
 * behind it.
 *
 * @param bars - three columns of the same bars; the result is in percent
 * @param period - bars of each smoothing, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { adxr } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([5, 7]), new Float64Array([4, 5]), new Float64Array([4, 6])]
 * adxr({ high, low, close }, 1)   // NaN, 100
 * ```
 */
export function adxr(bars: HighLowClose<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('adxr', { high, low, close }, options, formula(period))
}

/**
 * {@link adxr} fed one bar at a time.
 *
 * @param period - bars of each smoothing, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createAdxr } from '@shagun/indicators'
 *
 * const rating = createAdxr(1)
 * rating.update({ high: 5, low: 4, close: 4 })   // NaN
 * rating.update({ high: 7, low: 5, close: 6 })   // 100
 * ```
 */
export function createAdxr(period: number): Streaming<HighLowClose<number>, number> {
  return stream(`adxr(${period})`, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  checkPeriod('adxr', period)
  const { start, next } = averageDirectional(period)
  const ringStart = 1 + start.length
  return {
    memory: remember(1, start, ring(period)),
    step(from, to, high, low, close) {
      const index = next(from, to, 1, high, low, close)
      const before = period === 1 ? index : ringAt(from, ringStart, period - 1, period)
      pushAt(from, to, ringStart, index, period)
      to[0] = (index + before) / 2
    },
  }
}
