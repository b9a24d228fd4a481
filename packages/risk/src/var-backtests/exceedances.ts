import { invalidOption, invalidRow } from '../invalid.ts'
import { requireFinite, type Series } from '../statistics/series.ts'

/** The periods in which a loss went beyond its forecast. */
export interface Exceedances {
  /** For each period that had a forecast, in order, whether its loss went beyond it. */
  readonly hits: readonly boolean[]
  /** How many of them did. */
  readonly count: number
  /** How many periods had a forecast. */
  readonly observations: number
}

/**
 * Holds returns against the value at risk that was forecast for them: an exceedance is a loss strictly above it.
 *
 * `forecasts[i]` must be the forecast *for* return i, made before it, as {@link rollingForecasts} lays them out. A series
 * of figures that each include their own day has to be moved on by one, or every test on it flatters the model.
 *
 * @param returns - simple returns, one a period, oldest first
 * @param forecasts - positive losses, one for each return; NaN where there was no forecast, which is not counted
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or a forecast that is infinite;
 * `invalid-options` where there is not one forecast for each return
 * @example
 * ```ts
 * import { exceedances, kupiecTest } from '@shagun/risk'
 *
 * const seen = exceedances([0.01, -0.03, 0.02, -0.01], [Number.NaN, 0.02, 0.02, 0.01])
 * seen.count // 1: a loss of 0.01 is not beyond 0.01
 * kupiecTest(seen, { confidence: 0.95 }).pValue
 * ```
 */
export function exceedances(returns: Series, forecasts: Series): Exceedances {
  requireForecasts('exceedances', returns, forecasts)
  const hits: boolean[] = []
  for (let i = 0; i < returns.length; i++) if (!Number.isNaN(forecasts[i])) hits.push(0 - returns[i]! > forecasts[i]!)
  return { hits, count: hits.filter(Boolean).length, observations: hits.length }
}

export function requireForecasts(measure: string, returns: Series, forecasts: Series): void {
  if (forecasts.length !== returns.length)
    throw invalidOption(
      measure,
      'forecasts',
      `${forecasts.length} numbers`,
      `${returns.length}, one for each return, NaN where there was none`,
    )
  requireFinite(measure, returns)
  for (let i = 0; i < forecasts.length; i++)
    if (Math.abs(forecasts[i]!) === Infinity)
      throw invalidRow(measure, 'forecasts', i, forecasts[i], 'a loss, or NaN where there was no forecast')
}
