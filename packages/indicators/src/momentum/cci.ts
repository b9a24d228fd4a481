import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { pushAt, ring, ringAt } from '../parts/ring.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The commodity channel index: `(tp - mean) / (0.015 * deviation)` of the typical price `tp = (high + low + close) /
 * 3`, its mean over the window, and the mean distance from it, after Donald Lambert (Commodities, October 1980), as
 * TA-Lib's CCI; 0 where nothing moved, also where a rounded mean makes TA-Lib 0.6 see something move.
 *
 * The first value is at index `period - 1`; NaN before. A window that holds a NaN gives NaN, and later ones are not
 * touched.
 *
 * @param bars - three columns of the same bars; the result has no unit
 * @param period - bars in the window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cci } from '@shagun/indicators'
 *
 * const close = new Float64Array([1, 2, 6])
 * cci({ high: close, low: close, close }, 3)   // NaN, NaN, 100
 * ```
 */
export function cci(bars: HighLowClose<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('cci', { high, low, close }, options, formula(period))
}

/**
 * {@link cci} fed one bar at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createCci } from '@shagun/indicators'
 *
 * const index = createCci(2)
 * index.update({ high: 1, low: 1, close: 1 })   // NaN
 * index.update({ high: 2, low: 2, close: 2 })   // 66.67
 * ```
 */
export function createCci(period: number): Streaming<HighLowClose<number>, number> {
  return stream(`cci(${period})`, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  checkPeriod('cci', period)
  return {
    memory: remember(1, ring(period)),
    step(from, to, high, low, close) {
      const price = (high + low + close) / 3
      // Counted from the newest price, so that prices that stand still are exactly 0 away from their mean.
      let mean = price - price
      for (let ago = 1; ago < period; ago++) mean += ringAt(from, 1, ago, period) - price
      mean /= period
      let distance = Math.abs(mean)
      for (let ago = 1; ago < period; ago++) distance += Math.abs(ringAt(from, 1, ago, period) - price - mean)
      pushAt(from, to, 1, price, period)
      to[0] = mean === 0 || distance === 0 ? 0 : -mean / (0.015 * (distance / period))
    },
  }
}
