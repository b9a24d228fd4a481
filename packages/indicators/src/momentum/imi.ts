import { batch, type Formula, remember, stream } from '../formula.ts'
import { byOpenClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { summed } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { OpenClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The intraday momentum index: the part of the bodies' sum that rose from open to close, in percent, after Tushar
 * Chande, as TA-Lib's IMI; NaN where no body moved.
 *
 * The first value is at index `period - 1`; NaN before. A window that holds a NaN gives NaN, and later ones are not
 * touched.
 *
 * @param bars - two columns of the same bars; the result is in percent
 * @param period - bars in the window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { imi } from '@shagun/indicators'
 *
 * imi({ open: new Float64Array([1, 5]), close: new Float64Array([4, 4]) }, 2)   // NaN, 75
 * ```
 */
export function imi(bars: OpenClose<Series>, period: number, options?: Reuse): Float64Array {
  const { open, close } = bars
  return batch('imi', { open, close }, options, formula(period))
}

/**
 * {@link imi} fed one bar at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createImi } from '@shagun/indicators'
 *
 * const index = createImi(1)
 * index.update({ open: 1, close: 4 })   // 100
 * ```
 */
export function createImi(period: number): Streaming<OpenClose<number>, number> {
  return stream(`imi(${period})`, formula(period), byOpenClose)
}

function formula(period: number): Formula {
  checkPeriod('imi', period)
  const { start, next } = summed(period)
  const allAt = 1 + start.length
  return {
    memory: remember(1, start, start),
    step(from, to, open, close) {
      const body = close - open
      const risen = next(from, to, 1, body < 0 ? 0 : body)
      const moved = next(from, to, allAt, Math.abs(body))
      // Where nothing moved this is 0 / 0, and TA-Lib 0.6 leaves it so: no part of nothing.
      to[0] = 100 * (risen / moved)
    },
  }
}
