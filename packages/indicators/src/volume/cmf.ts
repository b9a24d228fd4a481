import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowCloseVolume } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { summed } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowCloseVolume, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { flow } from './ad.ts'

/**
 * Chaikin's money flow: the volume of the last `period` bars, each bar's weighed by where it closed in its range, from -1 at
 * the low to 1 at the high, over all of their volume, after Marc Chaikin. It lies between -1 and 1, and is 0 where nothing
 * was traded; a bar without a range adds nothing.
 *
 * The first value is at index `period - 1`; NaN before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param bars - four columns of the same bars; the result has no unit
 * @param period - bars in the window, from 1; 20 or 21 are usual
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { cmf } from '@shagun/indicators'
 *
 * const [high, low] = [new Float64Array([6, 6]), new Float64Array([2, 2])]
 * const [close, volume] = [new Float64Array([5, 2]), new Float64Array([300, 100])]
 * cmf({ high, low, close, volume }, 2)   // NaN, 0.125: (0.5 * 300 - 1 * 100) / 400
 * ```
 */
export function cmf(bars: HighLowCloseVolume<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close, volume } = bars
  return batch('cmf', { high, low, close, volume }, options, formula(period))
}

/**
 * {@link cmf} fed one bar at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createCmf } from '@shagun/indicators'
 *
 * const moneyFlow = createCmf(1)
 * moneyFlow.update({ high: 6, low: 2, close: 5, volume: 300 })   // 0.5
 * ```
 */
export function createCmf(period: number): Streaming<HighLowCloseVolume<number>, number> {
  return stream(`cmf(${period})`, formula(period), byHighLowCloseVolume)
}

function formula(period: number): Formula {
  checkPeriod('cmf', period)
  const { start, next } = summed(period)
  const tradedAt = 1 + start.length
  return {
    memory: remember(1, start, start),
    step(from, to, high, low, close, volume) {
      const flowed = next(from, to, 1, flow(high, low, close, volume))
      const traded = next(from, to, tradedAt, volume)
      to[0] = traded === 0 ? 0 * flowed : flowed / traded
    },
  }
}
