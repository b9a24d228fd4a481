import type { Series } from '../statistics/series.ts'
import { withoutGaps } from './columns.ts'
import { estimate } from './estimate.ts'
import { lossOrNull, noLosses, type TailLosses } from './loss.ts'
import { simulatedLosses } from './monte-carlo.ts'
import { weighColumns } from './portfolio-returns.ts'
import { simulateReturns } from './simulate-returns.ts'
import { readTail, type TailOptions } from './tail-options.ts'

/**
 * The value at risk of positions, by any method: of the returns that the positions would have had, or for `monte-carlo`
 * of instruments simulated together, correlated by Cholesky.
 *
 * A positive loss in the unit of the positions: a fraction for weights, money for values. `gaussian` is the parametric
 * value at risk of the sample's covariance matrix, without ever building it.
 *
 * @param columns - for each instrument its simple returns, one a period, oldest first, all of the same periods
 * @param positions - for each instrument its weight, or its value; short is negative
 * @returns `null` where {@link valueAtRisk} is
 * @throws ShagunError `invalid-data` for a return or a position that is not finite; `invalid-options` for columns of
 * different lengths, positions that do not fit them, or the options
 * @example
 * ```ts
 * import { portfolioValueAtRisk } from '@shagun/risk'
 *
 * const columns = [[0.01, -0.03, 0.02, -0.01], [0.02, -0.02, 0.01, 0]]
 * portfolioValueAtRisk(columns, [60_000, -40_000], { confidence: 0.95, method: 'gaussian' }) // 1520.55, in money
 * ```
 */
export function portfolioValueAtRisk(
  columns: readonly Series[],
  positions: Series,
  options: TailOptions,
): number | null {
  return lossOrNull(portfolioLosses('portfolioValueAtRisk', columns, positions, options).valueAtRisk())
}

/**
 * The expected shortfall of positions, by any method; otherwise as {@link portfolioValueAtRisk}.
 *
 * @param columns - for each instrument its simple returns, one a period, oldest first, all of the same periods
 * @param positions - for each instrument its weight, or its value; short is negative
 * @returns `null` where {@link expectedShortfall} is
 * @throws ShagunError `invalid-data` for a return or a position that is not finite; `invalid-options` for columns of
 * different lengths, positions that do not fit them, or the options
 * @example
 * ```ts
 * import { portfolioExpectedShortfall } from '@shagun/risk'
 *
 * const columns = [[0.01, -0.03, 0.02, -0.01], [0.02, -0.02, 0.01, 0]]
 * portfolioExpectedShortfall(columns, [0.6, 0.4], { confidence: 0.75, method: 'historical' }) // 0.026
 * ```
 */
export function portfolioExpectedShortfall(
  columns: readonly Series[],
  positions: Series,
  options: TailOptions,
): number | null {
  return lossOrNull(portfolioLosses('portfolioExpectedShortfall', columns, positions, options).expectedShortfall())
}

/**
 * What a change of positions adds to the value at risk: that of the positions after it less that of those before.
 *
 * Exact for changes of any size, where {@link decomposeValueAtRisk} tells the slope. Positive where it adds risk.
 *
 * @param columns - for each instrument its simple returns, one a period, oldest first, all of the same periods
 * @param positions - for each instrument its weight, or its value; short is negative
 * @param change - for each instrument what is added to its position
 * @returns `null` where one of the two has no value at risk
 * @throws ShagunError `invalid-data` for a number that is not finite; `invalid-options` for columns of different lengths,
 * positions or changes that do not fit them, or the options
 * @example
 * ```ts
 * import { incrementalValueAtRisk } from '@shagun/risk'
 *
 * const columns = [[0.01, -0.03, 0.02, -0.01], [0.02, -0.02, 0.01, 0]]
 * const gaussian = { confidence: 0.95, method: 'gaussian' } as const
 * incrementalValueAtRisk(columns, [0.6, 0.4], [0, -0.4], gaussian) // -0.0095: selling the second lowers it
 * ```
 */
export function incrementalValueAtRisk(
  columns: readonly Series[],
  positions: Series,
  change: Series,
  options: TailOptions,
): number | null {
  const measure = 'incrementalValueAtRisk'
  // Read first, so that a change which does not fit is refused under its own name.
  weighColumns(measure, columns, change)
  const before = lossOrNull(portfolioLosses(measure, columns, positions, options).valueAtRisk())
  const changed = Float64Array.from(positions, (position, i) => position + change[i]!)
  const after = lossOrNull(portfolioLosses(measure, columns, changed, options).valueAtRisk())
  return before === null || after === null ? null : after - before
}

function portfolioLosses(
  measure: string,
  given: readonly Series[],
  positions: Series,
  options: TailOptions,
): TailLosses {
  const columns = withoutGaps(measure, given, options)
  if (options.method !== 'monte-carlo') return estimate(measure, weighColumns(measure, columns, positions), options)
  const question = readTail(measure, options)
  const simulated = simulateReturns(columns, options)
  if (simulated === null) return noLosses('too-few-returns')
  return simulatedLosses(question, weighColumns(measure, simulated, positions))
}
