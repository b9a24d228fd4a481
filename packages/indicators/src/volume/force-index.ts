import { batch, type Formula, remember, stream } from '../formula.ts'
import { byCloseVolume } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { exponential } from '../overlap/exponential.ts'
import { checkPeriod } from '../period.ts'
import type { CloseVolume, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The force index: the exponential average of `(close - close before) * volume`, seeded with the mean of the first `period`
 * of these, after Alexander Elder, Trading for a Living (1993).
 *
 * The first value is at index `period`; NaN before. A NaN or an Infinity further on is a hole: it begins anew behind it.
 *
 * @param bars - two columns of the same bars; the result is in the unit of prices times that of volume
 * @param period - bars of the average, from 1 (which gives the force of each bar); 2 and 13 are usual
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { forceIndex } from '@shagun/indicators'
 *
 * const close = new Float64Array([10, 12, 11])
 * const volume = new Float64Array([100, 300, 200])
 * forceIndex({ close, volume }, 1)   // NaN, 600, -200
 * ```
 */
export function forceIndex(bars: CloseVolume<Series>, period: number, options?: Reuse): Float64Array {
  const { close, volume } = bars
  return batch('forceIndex', { close, volume }, options, formula(period))
}

/**
 * {@link forceIndex} fed one bar at a time.
 *
 * @param period - bars of the average, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createForceIndex } from '@shagun/indicators'
 *
 * const force = createForceIndex(1)
 * force.update({ close: 10, volume: 100 })   // NaN
 * force.update({ close: 12, volume: 300 })   // 600
 * ```
 */
export function createForceIndex(period: number): Streaming<CloseVolume<number>, number> {
  return stream(`forceIndex(${period})`, formula(period), byCloseVolume)
}

function formula(period: number): Formula {
  checkPeriod('forceIndex', period)
  const { start, next } = exponential(period)
  return {
    // The value, the close before, and the average.
    memory: remember(2, start),
    step(from, to, close, volume) {
      to[0] = next(from, to, 2, (close - from[1]!) * volume)
      to[1] = close
    },
  }
}
