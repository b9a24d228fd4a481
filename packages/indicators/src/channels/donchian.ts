import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byHighLow } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Bands } from '../overlap/bbands.ts'
import { highest, lowest } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { HighLow, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

const lines = ['upper', 'middle', 'lower'] as const

/**
 * The Donchian channel: the highest high and the lowest low of the last `period` bars, and halfway between them, after Richard
 * Donchian. The bar itself is among them, so no bar is ever outside; a breakout is seen against the value of the bar before.
 *
 * The first values are at index `period - 1`; NaN before. A window that holds a NaN gives NaN on the lines that read it, and
 * later ones are not touched.
 *
 * @param bars - two columns of the same bars; the results are in their unit
 * @param period - bars in the window, from 1; 20 is usual
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { donchian } from '@shagun/indicators'
 *
 * const { upper, lower } = donchian({ high: new Float64Array([5, 6, 4]), low: new Float64Array([3, 4, 2]) }, 2)
 * upper   // NaN, 6, 6
 * lower   // NaN, 3, 2
 * ```
 */
export function donchian(
  bars: HighLow<Series>,
  period: number,
  options?: Reuse<Bands<Float64Array>>,
): Bands<Float64Array> {
  const { high, low } = bars
  return batchLines('donchian', lines, { high, low }, options, formula(period))
}

/**
 * {@link donchian} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createDonchian } from '@shagun/indicators'
 *
 * const channel = createDonchian(2)
 * channel.update({ high: 5, low: 3 })
 * const { upper, middle, lower } = channel.update({ high: 6, low: 4 })   // 6, 4.5 and 3
 * ```
 */
export function createDonchian(period: number): Streaming<HighLow<number>, Bands<number>> {
  return streamLines(`donchian(${period})`, lines, formula(period), byHighLow)
}

function formula(period: number): Formula {
  checkPeriod('donchian', period)
  const [top, bottom] = [highest(period), lowest(period)]
  const bottomAt = 3 + top.start.length
  return {
    memory: remember(3, top.start, bottom.start),
    step(from, to, high, low) {
      const upper = top.next(from, to, 3, high)
      const lower = bottom.next(from, to, bottomAt, low)
      to[0] = upper
      to[1] = (upper + lower) / 2
      to[2] = lower
    },
  }
}
