import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import { smoothAt, unsmoothed } from '../smoothing.ts'
import type { Streaming } from '../streaming.ts'
import { trueRange } from './trange.ts'

/**
 * The normalized average true range: the average true range in percent of the close, after John Forman (Stocks &
 * Commodities, May 2006), as TA-Lib's NATR; 0 where the close is 0.
 *
 * The first value is at index `period`; NaN before. A NaN or an Infinity further on is a hole: it begins anew behind
 * it.
 *
 * @param bars - three columns of the same bars; the result is in percent
 * @param period - ranges in the seed, from 1 (where TA-Lib gives the range itself, and no percentage)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { natr } from '@shagun/indicators'
 *
 * const high = new Float64Array([12, 15])
 * const low = new Float64Array([10, 14])
 * const close = new Float64Array([11, 14])
 * natr({ high, low, close }, 1)   // NaN, 28.57
 * ```
 */
export function natr(bars: HighLowClose<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('natr', { high, low, close }, options, formula(period))
}

/**
 * {@link natr} fed one bar at a time.
 *
 * @param period - ranges in the seed, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createNatr } from '@shagun/indicators'
 *
 * const range = createNatr(1)
 * range.update({ high: 12, low: 10, close: 11 })   // NaN
 * range.update({ high: 15, low: 14, close: 16 })   // 31.25
 * ```
 */
export function createNatr(period: number): Streaming<HighLowClose<number>, number> {
  return stream(`natr(${period})`, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  checkPeriod('natr', period)
  const keep = (period - 1) / period
  return {
    // The value, the close before, and the smoothing.
    memory: remember(2, unsmoothed),
    step(from, to, high, low, close) {
      const range = smoothAt(from, to, 2, trueRange(high, low, from[1]!), period, keep)
      to[1] = close
      to[0] = close === 0 ? 0 * range : (100 * range) / close
    },
  }
}
