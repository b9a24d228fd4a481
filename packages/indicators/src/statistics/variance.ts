import { type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import { outputFor, type Reuse } from '../output.ts'
import { noSpread, spreadAt, spreads } from '../parts/spread.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The variance of the last `period` numbers from their mean, divided by the period and not by one less, as TA-Lib's VAR.
 *
 * It is exported as `var`, which is a word of the language: import it under a name of your own. The first value is at index
 * `period - 1`, counted from the first number where the series begins with NaN; NaN before. A window that holds a NaN gives
 * NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit squared
 * @param period - bars in the window, from 1 (which gives 0)
 * @param _deviations - TA-Lib has this parameter, and it changes nothing there, either
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { var as variance } from '@shagun/indicators'
 *
 * variance(new Float64Array([1, 5, 5]), 2)   // NaN, 4, 0
 * ```
 */
export function variance(close: Series, period: number, _deviations?: number, options?: Reuse): Float64Array {
  checkPeriod('var', period)
  const out = outputFor('var', { close }, options?.out)
  spreads(close, period, new Float64Array(close.length), out)
  return out
}

/**
 * The variance fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createVar } from '@shagun/indicators'
 *
 * const variance = createVar(2)
 * variance.update(1)   // NaN
 * variance.update(5)   // 4
 * ```
 */
export function createVar(period: number): Streaming<number, number> {
  checkPeriod('var', period)
  const formula: Formula = {
    memory: remember(1, noSpread(period)),
    step(from, to, close) {
      spreadAt(from, to, 1, close, period)
      to[0] = to[2]!
    },
  }
  return stream(`var(${period})`, formula, byNumber)
}
