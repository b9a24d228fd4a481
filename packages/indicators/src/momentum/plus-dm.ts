import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLow } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { HighLow, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { move, noMovement, unmoved } from './directional.ts'

/**
 * The upward movement: how far the highs reach beyond those before, where they reach further than the lows, summed up
 * by Wilder's smoothing, after J. Welles Wilder, New Concepts in Technical Trading Systems (1978), as TA-Lib's
 * PLUS_DM.
 *
 * The first value is at index `period - 1`, of a period of 1 at index 1; NaN before. A NaN or an Infinity further on
 * is a hole: it begins anew behind it.
 *
 * @param bars - two columns of the same bars; the result is in their unit
 * @param period - bars of the smoothing, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { plusDm } from '@shagun/indicators'
 *
 * plusDm({ high: new Float64Array([5, 7]), low: new Float64Array([4, 5]) }, 1)   // NaN, 2
 * ```
 */
export function plusDm(bars: HighLow<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low } = bars
  return batch('plusDm', { high, low }, options, formula(period))
}

/**
 * {@link plusDm} fed one bar at a time.
 *
 * @param period - bars of the smoothing, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createPlusDm } from '@shagun/indicators'
 *
 * const movement = createPlusDm(1)
 * movement.update({ high: 5, low: 4 })   // NaN
 * movement.update({ high: 7, low: 5 })   // 2
 * ```
 */
export function createPlusDm(period: number): Streaming<HighLow<number>, number> {
  return stream(`plusDm(${period})`, formula(period), byHighLow)
}

function formula(period: number): Formula {
  checkPeriod('plusDm', period)
  const movement = noMovement()
  return {
    memory: remember(1, unmoved),
    step(from, to, high, low) {
      // The range is not asked for: any close within the bar will do.
      const seen = move(from, to, 1, high, low, low, period, movement)
      to[0] = seen >= Math.max(period - 1, 1) ? movement.plus : NaN
    },
  }
}
