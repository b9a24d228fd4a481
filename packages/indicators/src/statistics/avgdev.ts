import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { pushAt, ring, ringAt } from '../parts/ring.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The average deviation: the mean distance of the last `period` numbers from their mean, as TA-Lib's AVGDEV.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN; NaN
 * before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars in the window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { avgdev } from '@shagun/indicators'
 *
 * avgdev(new Float64Array([1, 5]), 2)   // NaN, 2
 * ```
 */
export function avgdev(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('avgdev', { close }, options, formula(period))
}

/**
 * {@link avgdev} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createAvgdev } from '@shagun/indicators'
 *
 * const deviation = createAvgdev(2)
 * deviation.update(1)   // NaN
 * deviation.update(5)   // 2
 * ```
 */
export function createAvgdev(period: number): Streaming<number, number> {
  return stream(`avgdev(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('avgdev', period)
  return {
    memory: remember(1, ring(period)),
    step(from, to, x) {
      // Counted from the newest number, so that a series that stands still is exactly 0 away from its mean.
      let mean = x - x
      for (let ago = 1; ago < period; ago++) mean += ringAt(from, 1, ago, period) - x
      mean /= period
      let distance = Math.abs(mean)
      for (let ago = 1; ago < period; ago++) distance += Math.abs(ringAt(from, 1, ago, period) - x - mean)
      pushAt(from, to, 1, x, period)
      to[0] = distance / period
    },
  }
}
