import { invalidOption } from '../invalid.ts'
import { requireFinite, type Series } from '../statistics/series.ts'

/** How fast the past is forgotten. */
export interface EwmaOptions {
  /** What the variance keeps from one period to the next, between 0 and 1. Default: 0.94, for days; 0.97 for months. */
  readonly lambda?: number
}

/**
 * The volatility that an exponentially weighted average forecasts for each period, and for the one after the last.
 *
 * v(t + 1) = lambda v(t) + (1 - lambda) r(t)^2, a mean of 0 assumed, begun at the mean square of all returns; what is
 * returned are square roots, one more than there are returns. The memory is of about (1 + lambda) / (1 - lambda)
 * periods, 32 for 0.94. The start looks at the whole series: for a forecast that may see only its past, give it only that
 * past, as {@link rollingForecasts} does. Source: "RiskMetrics Technical Document", 4th edition (1996).
 *
 * @param returns - simple returns, one a period, oldest first
 * @returns standard deviations per period, not annualised; `null` where there are no returns
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for lambda
 * @example
 * ```ts
 * import { ewmaVolatility } from '@shagun/risk'
 *
 * const forecast = ewmaVolatility([0.01, -0.03, 0.02], { lambda: 0.94 })?.at(-1) // 0.0216
 * ```
 */
export function ewmaVolatility(returns: Series, options: EwmaOptions = {}): Float64Array | null {
  const lambda = readLambda('ewmaVolatility', options)
  requireFinite('ewmaVolatility', returns)
  return returns.length === 0 ? null : ewmaVariances(returns, lambda).map(Math.sqrt)
}

/** Variances of a series that is not empty: of each period as it was forecast, and of the next. */
export function ewmaVariances(returns: Series, lambda: number): Float64Array {
  const n = returns.length
  const variances = new Float64Array(n + 1)
  let squares = 0
  for (let i = 0; i < n; i++) squares += returns[i]! ** 2
  let variance = squares / n
  for (let i = 0; i < n; i++) {
    variances[i] = variance
    variance = lambda * variance + (1 - lambda) * returns[i]! ** 2
  }
  variances[n] = variance
  return variances
}

export function readLambda(measure: string, { lambda = 0.94 }: EwmaOptions): number {
  if (lambda > 0 && lambda < 1) return lambda
  throw invalidOption(measure, 'lambda', lambda, 'a number between 0 and 1, such as 0.94')
}
