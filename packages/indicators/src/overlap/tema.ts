import { batch } from '../formula.ts'
import type { Reuse } from '../output.ts'
import { formulaOf, type Part, streamPart } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { nested } from './exponential.ts'

/**
 * The triple exponential average: `3 * e1 - 3 * e2 + e3`, where e1 is the exponential average, e2 that of e1, and e3 that
 * of e2, after Patrick Mulloy (Stocks & Commodities, January 1994), as TA-Lib's TEMA.
 *
 * The first value is at index `3 * (period - 1)`, counted from the first number where the series begins with NaN; NaN
 * before. A NaN or an Infinity further on is a hole: it is seeded anew behind it.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars of each average, from 1 (which gives the series back)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { tema } from '@shagun/indicators'
 *
 * tema(new Float64Array([1, 2, 3, 4, 5]), 2)   // NaN, NaN, NaN, 4, 5
 * ```
 */
export function tema(close: Series, period: number, options?: Reuse): Float64Array {
  checkPeriod('tema', period)
  return batch('tema', { close }, options, formulaOf(triple(period)))
}

/**
 * {@link tema} fed one number at a time.
 *
 * @param period - bars of each average, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createTema } from '@shagun/indicators'
 *
 * const average = createTema(2)
 * for (const close of [1, 2, 3, 4]) average.update(close)
 * average.value   // 4
 * ```
 */
export function createTema(period: number): Streaming<number, number> {
  checkPeriod('tema', period)
  return streamPart(`tema(${period})`, triple(period))
}

/** A triple exponential average as a part. */
export function triple(period: number): Part {
  return nested(3, period, (e, at) => 3 * e[at]! - 3 * e[at + 1]! + e[at + 2]!)
}
