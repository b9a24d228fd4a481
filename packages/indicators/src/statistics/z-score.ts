import { type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import { outputFor, type Reuse } from '../output.ts'
import { noSpread, spreadAt, spreads } from '../parts/spread.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The rolling z-score: how many standard deviations a number lies from the mean of the last `period` ones, itself among
 * them: `(x - mean) / deviation`, the deviation divided by the period as in TA-Lib's STDDEV; 0 where nothing moved.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN before. A
 * window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, such as prices or the spread of a pair; the result has no unit
 * @param period - numbers in the window, from 1 (which gives 0)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { zScore } from '@shagun/indicators'
 *
 * zScore(new Float64Array([2, 4, 4, 4, 5, 5, 7, 9]), 8).at(-1)   // 2: the mean is 5, the deviation 2
 * ```
 */
export function zScore(close: Series, period: number, options?: Reuse): Float64Array {
  checkPeriod('zScore', period)
  const out = outputFor('zScore', { close }, options?.out)
  const means = new Float64Array(close.length)
  spreads(close, period, means, out)
  for (let i = 0; i < out.length; i++) out[i] = score(close[i]!, means[i]!, out[i]!)
  return out
}

/**
 * {@link zScore} fed one number at a time.
 *
 * @param period - numbers in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createZScore } from '@shagun/indicators'
 *
 * const distance = createZScore(2)
 * distance.update(1)   // NaN
 * distance.update(3)   // 1
 * ```
 */
export function createZScore(period: number): Streaming<number, number> {
  checkPeriod('zScore', period)
  const formula: Formula = {
    memory: remember(1, noSpread(period)),
    step(from, to, close) {
      spreadAt(from, to, 1, close, period)
      to[0] = score(close, to[1]!, to[2]!)
    },
  }
  return stream(`zScore(${period})`, formula, byNumber)
}

function score(x: number, mean: number, variance: number): number {
  return variance === 0 ? 0 : (x - mean) / Math.sqrt(variance)
}
