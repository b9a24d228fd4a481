import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { highest, lowest, summed } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { trueRange } from '../volatility/trange.ts'

/**
 * The choppiness index: `100 * log10(sum(true range) / (highest high - lowest low)) / log10(period)` over the last `period`
 * bars: near 0 where they go straight through their range, near 100 where they cross it again and again, after E. W. Dreiss;
 * 100 where they have no range.
 *
 * The first value is at index `period`, since the first bar has no true range; NaN before. A gap before the first bar of the
 * window counts in the sum, so that it may pass 100. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param bars - three columns of the same bars; the result has no unit
 * @param period - bars in the window, from 2; 14 is usual
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { choppiness } from '@shagun/indicators'
 *
 * const [high, low] = [new Float64Array([9, 9, 9]), new Float64Array([5, 5, 5])]
 * choppiness({ high, low, close: new Float64Array([7, 5, 9]) }, 2)   // NaN, NaN, 100
 * ```
 */
export function choppiness(bars: HighLowClose<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('choppiness', { high, low, close }, options, formula(period))
}

/**
 * {@link choppiness} fed one bar at a time.
 *
 * @param period - bars in the window, from 2
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createChoppiness } from '@shagun/indicators'
 *
 * const index = createChoppiness(2)
 * index.update({ high: 9, low: 5, close: 7 })   // NaN
 * index.update({ high: 9, low: 5, close: 5 })   // NaN
 * index.update({ high: 9, low: 5, close: 9 })   // 100
 * ```
 */
export function createChoppiness(period: number): Streaming<HighLowClose<number>, number> {
  return stream(`choppiness(${period})`, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  checkPeriod('choppiness', period, 2)
  const [way, top, bottom] = [summed(period), highest(period), lowest(period)]
  const topAt = 2 + way.start.length
  const bottomAt = topAt + top.start.length
  const scale = 100 / Math.log10(period)
  return {
    // The value, the close before, and the three windows.
    memory: remember(2, way.start, top.start, bottom.start),
    step(from, to, high, low, close) {
      const ranges = way.next(from, to, 2, trueRange(high, low, from[1]!))
      const range = top.next(from, to, topAt, high) - bottom.next(from, to, bottomAt, low)
      to[0] = range === 0 ? 100 + 0 * ranges : scale * Math.log10(ranges / range)
      to[1] = close
    },
  }
}
