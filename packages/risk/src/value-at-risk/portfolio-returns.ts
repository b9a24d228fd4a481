import { invalidOption, invalidRow } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'
import { requireAligned, requireFiniteColumn } from './columns.ts'

/**
 * What positions as they are now would have made in each period: the sum over instruments of position times return.
 *
 * With weights of equity it is a return, with values in money it is profit in that money; short positions are negative.
 * Any measure of one series applies to it: the volatility model of `garch`, say, then follows the whole portfolio.
 *
 * @param columns - for each instrument its simple returns, one a period, all of the same periods
 * @param positions - for each instrument its weight, or its value
 * @throws ShagunError `invalid-data` for a return or a position that is not finite; `invalid-options` for columns of
 * different lengths, or where there is not one position for each
 * @example
 * ```ts
 * import { portfolioReturns, valueAtRisk } from '@shagun/risk'
 *
 * const columns = [[0.01, -0.03, 0.02, -0.01], [0.02, -0.02, 0.01, 0]]
 * const profits = portfolioReturns(columns, [60_000, -40_000]) // -200, -1000, 800, -600
 * valueAtRisk(profits, { confidence: 0.75, method: 'historical', quantileType: 1 }) // 1000
 * ```
 */
export function portfolioReturns(columns: readonly Series[], positions: Series): Float64Array {
  return weighColumns('portfolioReturns', columns, positions)
}

export function weighColumns(measure: string, columns: readonly Series[], positions: Series): Float64Array {
  const periods = requireAligned(measure, columns)
  if (positions.length !== columns.length)
    throw invalidOption(measure, 'positions', `${positions.length} numbers`, `${columns.length}, one for each column`)
  const sums = new Float64Array(periods)
  for (let i = 0; i < columns.length; i++) addColumn(sums, columns[i]!, positions[i]!)
  // One NaN or infinity anywhere leaves its mark on the sum, so columns are read again only where there is one.
  let trace = 0
  for (let t = 0; t < periods; t++) trace += sums[t]! * 0
  if (trace !== 0) refuseNonFinite(measure, columns, positions, sums)
  return sums
}

function addColumn(sums: Float64Array, column: Series, position: number): void {
  for (let t = 0; t < sums.length; t++) sums[t]! += position * column[t]!
}

function refuseNonFinite(measure: string, columns: readonly Series[], positions: Series, sums: Float64Array): never {
  for (let i = 0; i < positions.length; i++)
    if (!Number.isFinite(positions[i])) throw invalidRow(measure, 'positions', i, positions[i], 'a finite number')
  for (const [i, column] of columns.entries()) requireFiniteColumn(measure, i, column)
  const row = sums.findIndex((sum) => !Number.isFinite(sum))
  throw invalidRow(measure, 'sums', row, sums[row], 'a finite number: positions and returns are too large')
}
