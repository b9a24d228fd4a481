import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { pushAt, ring } from '../parts/ring.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * Rate of change as a part of where it began: `(close - before) / before`, as TA-Lib's ROCP; 0 where that was 0.
 *
 * The first value is at index `period`, counted from the first number where the series begins with NaN; NaN before. A
 * window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is a ratio
 * @param period - bars to look back, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { rocp } from '@shagun/indicators'
 *
 * rocp(new Float64Array([4, 5]), 1)   // NaN, 0.25
 * ```
 */
export function rocp(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('rocp', { close }, options, formula(period))
}

/**
 * {@link rocp} fed one number at a time.
 *
 * @param period - bars to look back, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createRocp } from '@shagun/indicators'
 *
 * const rate = createRocp(1)
 * rate.update(4)   // NaN
 * rate.update(5)   // 0.25
 * ```
 */
export function createRocp(period: number): Streaming<number, number> {
  return stream(`rocp(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('rocp', period)
  return {
    memory: remember(1, ring(period)),
    step(from, to, close) {
      const before = pushAt(from, to, 1, close, period)
      to[0] = before === 0 ? 0 : (close - before) / before
    },
  }
}
