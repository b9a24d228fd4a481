import { invalidRow } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'
import { requireForecasts } from './exceedances.ts'
import { type BacktestOptions, readExceedanceRate } from './likelihood-ratio.ts'

/** What was forecast for each return, one of each for every one. */
export interface TailForecasts {
  /** Positive losses; NaN where there was no forecast. */
  readonly valueAtRisk: Series
  /** Positive losses; NaN where there was no forecast. */
  readonly expectedShortfall: Series
}

/** Acerbi and Szekely's statistics: 0 is expected of a model that is right, less than 0 where losses were understated. */
export interface AcerbiSzekelyTest {
  /** Of the size of losses beyond the value at risk; `null` where there were none. */
  readonly z1: number | null
  /** Of their size and number together; `null` where nothing was forecast. */
  readonly z2: number | null
  /** How many losses went beyond the value at risk. */
  readonly count: number
  /** How many periods had forecasts. */
  readonly observations: number
}

/**
 * Acerbi and Szekely's backtests of expected shortfall.
 *
 * With X the return and I whether its loss went beyond the value at risk: Z1 = sum(X I / ES) / count + 1, and Z2 =
 * sum(X I / ES) / (n (1 - confidence)) + 1. For tails between normal and Student's t of 3, at 97.5 %, Z2 below -0.7
 * rejects at about 5 % and below -1.8 at about 0.01 %, whatever the distribution; there are no tables for other settings.
 * Source: Acerbi and Szekely, "Backtesting expected shortfall", Risk (2014), tests 1 and 2.
 *
 * @param returns - simple returns, one a period, oldest first
 * @param forecasts - made before the return they stand beside, as {@link rollingForecasts} lays them out
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite, a forecast that is infinite, or a
 * shortfall that is not above 0; `invalid-options` where the lengths differ, or for the confidence
 * @example
 * ```ts
 * import { acerbiSzekelyTest } from '@shagun/risk'
 *
 * const forecasts = { valueAtRisk: [0.02, 0.02, 0.02, 0.02], expectedShortfall: [0.03, 0.03, 0.03, 0.03] }
 * acerbiSzekelyTest([0.01, -0.03, 0.02, -0.01], forecasts, { confidence: 0.75 }) // 0 and 0
 * ```
 */
export function acerbiSzekelyTest(
  returns: Series,
  forecasts: TailForecasts,
  options: BacktestOptions,
): AcerbiSzekelyTest {
  const measure = 'acerbiSzekelyTest'
  const rate = readExceedanceRate(measure, options)
  const { valueAtRisk, expectedShortfall } = forecasts
  requireForecasts(measure, returns, valueAtRisk)
  requireForecasts(measure, returns, expectedShortfall)
  let observations = 0
  let count = 0
  let sum = 0
  for (let i = 0; i < returns.length; i++) {
    const shortfall = expectedShortfall[i]!
    if (Number.isNaN(shortfall) || Number.isNaN(valueAtRisk[i])) continue
    if (shortfall <= 0) throw invalidRow(measure, 'expectedShortfall', i, shortfall, 'a loss above 0, to divide by')
    observations++
    if (!(0 - returns[i]! > valueAtRisk[i]!)) continue
    count++
    sum += returns[i]! / shortfall
  }
  return {
    z1: count === 0 ? null : sum / count + 1,
    z2: observations === 0 ? null : sum / (observations * rate) + 1,
    count,
    observations,
  }
}
