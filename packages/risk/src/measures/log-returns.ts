import { invalidRow } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'

/**
 * The logarithmic return of each period, from prices or equity at its ends: ln(v[i] / v[i - 1]).
 *
 * They add up over time, where simple returns compound; `Math.expm1` makes a simple one of it. The measures here take
 * simple returns: never mix the two. One shorter than what went in; empty for fewer than two values.
 *
 * @throws ShagunError `invalid-data`, naming the row, for a value that is not finite and above 0
 * @example
 * ```ts
 * import { logReturns } from '@shagun/risk'
 *
 * logReturns([100, 200, 100]) // 0.693, -0.693
 * ```
 */
export function logReturns(values: Series): Float64Array {
  const returns = new Float64Array(Math.max(0, values.length - 1))
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!(value > 0 && value < Infinity)) throw invalidRow('logReturns', 'values', i, value, 'a finite number above 0')
    // Of the difference, which is exact for prices close to each other, where the quotient has been rounded to 1.
    if (i > 0) returns[i - 1] = Math.log1p((value - values[i - 1]!) / values[i - 1]!)
  }
  return returns
}
