import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { pushAt, ring } from '../parts/ring.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * Rate of change: the change over `period` bars in percent of where it began, as TA-Lib's ROC; 0 where that was 0.
 *
 * The first value is at index `period`, counted from the first number where the series begins with NaN; NaN before. A
 * window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in percent
 * @param period - bars to look back, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { roc } from '@shagun/indicators'
 *
 * roc(new Float64Array([4, 5]), 1)   // NaN, 25
 * ```
 */
export function roc(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('roc', { close }, options, formula(period))
}

/**
 * {@link roc} fed one number at a time.
 *
 * @param period - bars to look back, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createRoc } from '@shagun/indicators'
 *
 * const rate = createRoc(1)
 * rate.update(4)   // NaN
 * rate.update(5)   // 25
 * ```
 */
export function createRoc(period: number): Streaming<number, number> {
  return stream(`roc(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('roc', period)
  return {
    memory: remember(1, ring(period)),
    step(from, to, close) {
      const before = pushAt(from, to, 1, close, period)
      to[0] = before === 0 ? 0 : (close / before - 1) * 100
    },
  }
}
