import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { pushAt, ring } from '../parts/ring.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * Momentum: the change over `period` bars, as TA-Lib's MOM.
 *
 * The first value is at index `period`, counted from the first number where the series begins with NaN; NaN before. A
 * window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars to look back, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { mom } from '@shagun/indicators'
 *
 * mom(new Float64Array([1, 3, 7]), 2)   // NaN, NaN, 6
 * ```
 */
export function mom(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('mom', { close }, options, formula(period))
}

/**
 * {@link mom} fed one number at a time.
 *
 * @param period - bars to look back, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMom } from '@shagun/indicators'
 *
 * const momentum = createMom(1)
 * momentum.update(1)   // NaN
 * momentum.update(3)   // 2
 * ```
 */
export function createMom(period: number): Streaming<number, number> {
  return stream(`mom(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('mom', period)
  return {
    memory: remember(1, ring(period)),
    step(from, to, close) {
      const before = pushAt(from, to, 1, close, period)
      to[0] = close - before
    },
  }
}
