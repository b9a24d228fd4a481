import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { nested } from '../overlap/exponential.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * TRIX: the change of an exponential average thrice, from bar to bar, in percent, after Jack Hutson (Stocks &
 * Commodities, 1983), as TA-Lib's TRIX; 0 where the average was 0.
 *
 * The first value is at index `3 * (period - 1) + 1`, counted from the first number where the series begins with NaN;
 * NaN before. A NaN or an Infinity further on is a hole: it begins anew behind it.
 *
 * @param close - any series, usually prices; the result is in percent
 * @param period - bars of each average, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { trix } from '@shagun/indicators'
 *
 * trix(new Float64Array([4, 5]), 1)   // NaN, 25
 * ```
 */
export function trix(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('trix', { close }, options, formula(period))
}

/**
 * {@link trix} fed one number at a time.
 *
 * @param period - bars of each average, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createTrix } from '@shagun/indicators'
 *
 * const rate = createTrix(1)
 * rate.update(4)   // NaN
 * rate.update(5)   // 25
 * ```
 */
export function createTrix(period: number): Streaming<number, number> {
  return stream(`trix(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('trix', period)
  const { start, next } = nested(3, period, (e, at) => e[at + 2]!)
  return {
    // The value, the average before, and the averages.
    memory: remember(2, start),
    step(from, to, close) {
      const before = from[1]!
      const average = next(from, to, 2, close)
      to[1] = average
      to[0] = before === 0 ? 0 : (average / before - 1) * 100
    },
  }
}
