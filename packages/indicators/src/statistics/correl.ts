import { batch, type Formula, remember, stream } from '../formula.ts'
import { byPair } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { comoment } from './comoment.ts'

/**
 * Pearson's correlation of two series over the last `period` bars, from -1 to 1, as TA-Lib's CORREL; 0 where one of
 * them does not move.
 *
 * The first value is at index `period - 1`; NaN before. A window that holds a NaN gives NaN, and later ones are not
 * touched.
 *
 * @param a - one series; the result has no unit
 * @param b - another of the same length
 * @param period - bars in the window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the series differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { correl } from '@shagun/indicators'
 *
 * correl(new Float64Array([1, 2, 3]), new Float64Array([5, 3, 1]), 3)   // NaN, NaN, -1
 * ```
 */
export function correl(a: Series, b: Series, period: number, options?: Reuse): Float64Array {
  return batch('correl', { a, b }, options, formula(period))
}

/**
 * {@link correl} fed one pair of numbers at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createCorrel } from '@shagun/indicators'
 *
 * const correlation = createCorrel(2)
 * correlation.update([1, 5])   // NaN
 * correlation.update([2, 3])   // -1
 * ```
 */
export function createCorrel(period: number): Streaming<readonly [number, number], number> {
  return stream(`correl(${period})`, formula(period), byPair)
}

function formula(period: number): Formula {
  checkPeriod('correl', period)
  const { start, next } = comoment(period)
  const moments = { xx: 0, yy: 0, xy: 0 }
  return {
    memory: remember(1, start),
    step(from, to, a, b) {
      next(from, to, 1, a, b, moments)
      const { xx, yy, xy } = moments
      const scale = Math.sqrt(xx) * Math.sqrt(yy)
      to[0] = scale === 0 ? 0 : xy / scale
    },
  }
}
