import { invalidOption } from '../invalid.ts'
import { requireFinite, type Series } from '../statistics/series.ts'

/** How much of the past a forecast is made from. */
export interface RollingOptions {
  /** How many returns each forecast sees, a whole number: those just before the period that it is for. */
  readonly window: number
}

/**
 * Forecasts each period from the returns before it, and shows the forecaster nothing else.
 *
 * The number at place i is the forecast for return i, made from a copy of returns i - window to i - 1: there is no way
 * to reach return i or a later one through it. The first `window` places, and those for which the forecaster returned
 * `null`, are NaN: no forecast.
 *
 * @param returns - simple returns, one a period, oldest first
 * @param forecast - from past returns, oldest first, to a positive loss, such as a value at risk
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the window
 * @example
 * ```ts
 * import { rollingForecasts, valueAtRisk } from '@shagun/risk'
 *
 * const returns = [0.01, -0.03, 0.02, -0.01, 0.005]
 * const forecasts = rollingForecasts(returns, { window: 4 }, (past) =>
 *   valueAtRisk(past, { confidence: 0.75, method: 'historical' }),
 * )
 * forecasts[4] // 0.015, from the four returns before it
 * ```
 */
export function rollingForecasts(
  returns: Series,
  { window }: RollingOptions,
  forecast: (past: Float64Array) => number | null,
): Float64Array {
  if (!(Number.isSafeInteger(window) && window >= 1))
    throw invalidOption('rollingForecasts', 'window', window, 'a whole number of returns, 1 or more')
  requireFinite('rollingForecasts', returns)
  const forecasts = new Float64Array(returns.length).fill(Number.NaN)
  for (let i = window; i < returns.length; i++)
    forecasts[i] = forecast(Float64Array.from(returns.slice(i - window, i))) ?? Number.NaN
  return forecasts
}
