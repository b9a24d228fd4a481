import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { averageDirectional } from './average-directional.ts'

/**
 * The average directional movement index: the mean of the first `period` directional movement indexes, and from then
 * on Wilder's smoothing of them; a bar without movement or range leaves it as it was, after J. Welles Wilder, New
 * Concepts in Technical Trading Systems (1978), as TA-Lib's ADX.
 *
 * The first value is at index `2 * period - 1`; NaN before. A NaN or an Infinity further on is a hole: it begins anew
 * behind it.
 *
 * @param bars - three columns of the same bars; the result is in percent
 * @param period - bars of each smoothing, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { adx } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([5, 7]), new Float64Array([4, 5]), new Float64Array([4, 6])]
 * adx({ high, low, close }, 1)   // NaN, 100
 * ```
 */
export function adx(bars: HighLowClose<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('adx', { high, low, close }, options, formula(period))
}

/**
 * {@link adx} fed one bar at a time.
 *
 * @param period - bars of each smoothing, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createAdx } from '@shagun/indicators'
 *
 * const index = createAdx(1)
 * index.update({ high: 5, low: 4, close: 4 })   // NaN
 * index.update({ high: 7, low: 5, close: 6 })   // 100
 * ```
 */
export function createAdx(period: number): Streaming<HighLowClose<number>, number> {
  return stream(`adx(${period})`, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  checkPeriod('adx', period)
  const { start, next } = averageDirectional(period)
  return {
    memory: remember(1, start),
    step(from, to, high, low, close) {
      to[0] = next(from, to, 1, high, low, close)
    },
  }
}
