import { batch } from '../formula.ts'
import type { Reuse } from '../output.ts'
import { formulaOf, type Part, streamPart } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { nested } from './exponential.ts'

/**
 * The double exponential average: `2 * e1 - e2`, where e1 is the exponential average and e2 that of e1, after Patrick
 * Mulloy (Stocks & Commodities, January 1994), as TA-Lib's DEMA.
 *
 * The first value is at index `2 * (period - 1)`, counted from the first number where the series begins with NaN; NaN
 * before. A NaN or an Infinity further on is a hole: it is seeded anew behind it.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars of each average, from 1 (which gives the series back)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { dema } from '@shagun/indicators'
 *
 * dema(new Float64Array([1, 2, 3, 4, 5]), 2)   // NaN, NaN, 3, 4, 5
 * ```
 */
export function dema(close: Series, period: number, options?: Reuse): Float64Array {
  checkPeriod('dema', period)
  return batch('dema', { close }, options, formulaOf(double(period)))
}

/**
 * {@link dema} fed one number at a time.
 *
 * @param period - bars of each average, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createDema } from '@shagun/indicators'
 *
 * const average = createDema(2)
 * for (const close of [1, 2, 3]) average.update(close)
 * average.value   // 3
 * ```
 */
export function createDema(period: number): Streaming<number, number> {
  checkPeriod('dema', period)
  return streamPart(`dema(${period})`, double(period))
}

/** A double exponential average as a part. */
export function double(period: number): Part {
  return nested(2, period, (e, at) => 2 * e[at]! - e[at + 1]!)
}
