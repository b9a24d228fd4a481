import { invalidRow } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'

/**
 * The return of each period, from prices or equity at its ends: (v[i] - v[i - 1]) / v[i - 1].
 *
 * Simple returns, never logarithmic: 0.01 is a gain of 1 %. One shorter than what went in; empty for fewer than two
 * values. A last value of 0 is a return of -1.
 *
 * @throws ShagunError `invalid-data`, naming the row, for a value that is not finite or below 0, and for a 0 that
 * anything follows: nothing can be earned on it, so cut the series there
 * @example
 * ```ts
 * import { sharpeRatio, simpleReturns } from '@shagun/risk'
 *
 * const returns = simpleReturns([100_000, 101_000, 100_495]) // 0.01, -0.005
 * const sharpe = sharpeRatio(returns, { periodsPerYear: 252 })
 * ```
 */
export function simpleReturns(values: Series): Float64Array {
  const returns = new Float64Array(Math.max(0, values.length - 1))
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    const isLast = i === values.length - 1
    if (!(value < Infinity && (value > 0 || (isLast && value === 0))))
      throw invalidRow('simpleReturns', 'values', i, value, 'a finite number above 0, or a 0 that ends the series')
    if (i > 0) returns[i - 1] = (value - values[i - 1]!) / values[i - 1]!
  }
  return returns
}
