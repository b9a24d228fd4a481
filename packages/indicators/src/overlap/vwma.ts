import { batch, type Formula, remember, stream } from '../formula.ts'
import { byCloseVolume } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { summed } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { CloseVolume, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The volume-weighted moving average: `sum(close * volume) / sum(volume)` over the last `period` bars, as TradingView's VWMA,
 * after Buff Dormeier (Stocks & Commodities, February 2001).
 *
 * The first value is at index `period - 1`; NaN before. A window in which nothing was traded gives NaN, since it has no such
 * price, and so does one that holds a NaN; later ones are not touched.
 *
 * @param bars - two columns of the same bars; the result is in the unit of prices
 * @param period - bars in the window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { vwma } from '@shagun/indicators'
 *
 * vwma({ close: new Float64Array([10, 13]), volume: new Float64Array([200, 100]) }, 2)   // NaN, 11
 * ```
 */
export function vwma(bars: CloseVolume<Series>, period: number, options?: Reuse): Float64Array {
  const { close, volume } = bars
  return batch('vwma', { close, volume }, options, formula(period))
}

/**
 * {@link vwma} fed one bar at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createVwma } from '@shagun/indicators'
 *
 * const average = createVwma(2)
 * average.update({ close: 10, volume: 200 })   // NaN
 * average.update({ close: 13, volume: 100 })   // 11
 * ```
 */
export function createVwma(period: number): Streaming<CloseVolume<number>, number> {
  return stream(`vwma(${period})`, formula(period), byCloseVolume)
}

function formula(period: number): Formula {
  checkPeriod('vwma', period)
  const { start, next } = summed(period)
  const tradedAt = 1 + start.length
  return {
    memory: remember(1, start, start),
    step(from, to, close, volume) {
      to[0] = next(from, to, 1, close * volume) / next(from, to, tradedAt, volume)
    },
  }
}
