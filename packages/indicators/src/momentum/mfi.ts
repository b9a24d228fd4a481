import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowCloseVolume } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { summed } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowCloseVolume, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The money flow index: the part of the money flow, typical price x volume, that flowed on rising typical prices, in
 * percent, after Gene Quong and Avrum Soudack (Stocks & Commodities, March 1989), as TA-Lib's MFI. A bar of the same
 * typical price counts for neither side; 0 where less than 1 flowed in the window.
 *
 * The first value is at index `period`; NaN before. A window that holds a NaN gives NaN, and later ones are not
 * touched.
 *
 * @param bars - four columns of the same bars; the result is in percent
 * @param period - changes in the window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { mfi } from '@shagun/indicators'
 *
 * const close = new Float64Array([10, 11, 10])
 * const volume = new Float64Array([5, 30, 11])
 * mfi({ high: close, low: close, close, volume }, 2)   // NaN, NaN, 75
 * ```
 */
export function mfi(bars: HighLowCloseVolume<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close, volume } = bars
  return batch('mfi', { high, low, close, volume }, options, formula(period))
}

/**
 * {@link mfi} fed one bar at a time.
 *
 * @param period - changes in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMfi } from '@shagun/indicators'
 *
 * const index = createMfi(1)
 * index.update({ high: 10, low: 10, close: 10, volume: 5 })   // NaN
 * index.update({ high: 11, low: 11, close: 11, volume: 30 })   // 100
 * ```
 */
export function createMfi(period: number): Streaming<HighLowCloseVolume<number>, number> {
  return stream(`mfi(${period})`, formula(period), byHighLowCloseVolume)
}

function formula(period: number): Formula {
  checkPeriod('mfi', period)
  const { start, next } = summed(period)
  const fallAt = 2 + start.length
  return {
    // The value, the typical price before, and the sums of both flows.
    memory: remember(2, start, start),
    step(from, to, high, low, close, volume) {
      const price = (high + low + close) / 3
      const change = price - from[1]!
      const flow = price * volume + 0 * change
      const rising = next(from, to, 2, change > 0 || Number.isNaN(flow) ? flow : 0)
      const falling = next(from, to, fallAt, change < 0 || Number.isNaN(flow) ? flow : 0)
      const total = rising + falling
      to[1] = price
      to[0] = total < 1 ? 0 : (100 * rising) / total
    },
  }
}
