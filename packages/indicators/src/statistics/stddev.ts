import { type Formula, remember, stream } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'
import { byNumber } from '../inputs.ts'
import { outputFor, type Reuse } from '../output.ts'
import { noSpread, spreadAt, spreads } from '../parts/spread.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The standard deviation of the last `period` numbers from their mean, divided by the period and not by one less, times
 * `deviations`, as TA-Lib's STDDEV.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN before. A
 * window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars in the window, from 1 (which gives 0)
 * @param deviations - what it is multiplied with
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where a parameter is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { stddev } from '@shagun/indicators'
 *
 * stddev(new Float64Array([1, 3, 3]), 2)   // NaN, 1, 0
 * ```
 */
export function stddev(close: Series, period: number, deviations = 1, options?: Reuse): Float64Array {
  check(period, deviations)
  const out = outputFor('stddev', { close }, options?.out)
  spreads(close, period, new Float64Array(close.length), out)
  for (let i = 0; i < out.length; i++) out[i] = deviations * Math.sqrt(out[i]!)
  return out
}

/**
 * {@link stddev} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @param deviations - what it is multiplied with
 * @throws IndicatorError where a parameter is not such a number
 *
 * @example
 * ```ts
 * import { createStddev } from '@shagun/indicators'
 *
 * const deviation = createStddev(2)
 * deviation.update(1)   // NaN
 * deviation.update(3)   // 1
 * ```
 */
export function createStddev(period: number, deviations = 1): Streaming<number, number> {
  check(period, deviations)
  const formula: Formula = {
    memory: remember(1, noSpread(period)),
    step(from, to, close) {
      spreadAt(from, to, 1, close, period)
      to[0] = deviations * Math.sqrt(to[2]!)
    },
  }
  return stream(`stddev(${period},${deviations})`, formula, byNumber)
}

function check(period: number, deviations: number): void {
  checkPeriod('stddev', period)
  if (!Number.isFinite(deviations))
    throw indicatorError('stddev', 'deviations', `is ${deviations}, expected a finite number`)
}
