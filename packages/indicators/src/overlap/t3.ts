import { batch } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'
import type { Reuse } from '../output.ts'
import { formulaOf, type Part, streamPart } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { nested } from './exponential.ts'

/**
 * The T3: a generalised double exponential average, `(1 + v) * e1 - v * e2`, taken three times, after Tim Tillson (Stocks &
 * Commodities, January 1998), as TA-Lib's T3.
 *
 * The first value is at index `6 * (period - 1)`, counted from the first number where the series begins with NaN; NaN
 * before. A NaN or an Infinity further on is a hole: it is seeded anew behind it.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars of each of the six exponential averages, from 1
 * @param vFactor - how much it leans forward, from 0 (an exponential average thrice) to 1 (a double one thrice)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where a parameter is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { t3 } from '@shagun/indicators'
 *
 * t3(new Float64Array([1, 2, 3, 4, 5, 6, 7, 8]), 2, 1).at(-1)   // about 8: a line is followed without delay
 * ```
 */
export function t3(close: Series, period: number, vFactor = 0.7, options?: Reuse): Float64Array {
  return batch('t3', { close }, options, formulaOf(tillson(period, vFactor)))
}

/**
 * {@link t3} fed one number at a time.
 *
 * @param period - bars of each of the six exponential averages, from 1
 * @param vFactor - how much it leans forward, from 0 to 1
 * @throws IndicatorError where a parameter is not such a number
 *
 * @example
 * ```ts
 * import { createT3 } from '@shagun/indicators'
 *
 * const average = createT3(1)
 * average.update(5)   // 5: over one bar it is the series
 * ```
 */
export function createT3(period: number, vFactor = 0.7): Streaming<number, number> {
  return streamPart(`t3(${period},${vFactor})`, tillson(period, vFactor))
}

/** A T3 as a part. */
export function tillson(period: number, v: number): Part {
  checkPeriod('t3', period)
  if (!(Number.isFinite(v) && v >= 0 && v <= 1))
    throw indicatorError('t3', 'vFactor', `is ${v}, expected a number from 0 to 1`)
  // (1 + v - v E)^3, multiplied out.
  const c6 = -(v ** 3)
  const c5 = 3 * v * v * (1 + v)
  const c4 = -3 * v * (1 + v) ** 2
  const c3 = (1 + v) ** 3
  return nested(6, period, (e, at) => c6 * e[at + 5]! + c5 * e[at + 4]! + c4 * e[at + 3]! + c3 * e[at + 2]!)
}
