import { invalidOption, invalidRow } from '../invalid.ts'
import { readReturns, type SeriesOptions } from '../measures/read-returns.ts'
import type { Series } from '../statistics/series.ts'

/** How many periods columns of returns have, which must be finite and of one length. */
export function requireColumns(measure: string, columns: readonly Series[]): number {
  const periods = requireAligned(measure, columns)
  for (const [i, column] of columns.entries()) requireFiniteColumn(measure, i, column)
  return periods
}

/** The periods for which every column has a return, where gaps are to be left out; otherwise the columns as they are. */
export function withoutGaps(measure: string, columns: readonly Series[], options: SeriesOptions): readonly Series[] {
  if (options.missing === undefined) return columns
  requireAligned(measure, columns)
  const named = Object.fromEntries(columns.map((column, i) => [`columns[${i}]`, column]))
  return Object.values(readReturns(measure, named, options))
}

export function requireAligned(measure: string, columns: readonly Series[]): number {
  if (columns.length === 0) throw invalidOption(measure, 'columns', 'none', 'at least one column of returns')
  const periods = columns[0]!.length
  for (const [i, column] of columns.entries())
    if (column.length !== periods)
      throw invalidOption(
        measure,
        'columns',
        `of ${column.length} returns at ${i}`,
        `${periods} returns in every column`,
      )
  return periods
}

export function requireFiniteColumn(measure: string, i: number, column: Series): void {
  for (let t = 0; t < column.length; t++)
    if (!Number.isFinite(column[t])) throw invalidRow(measure, `columns[${i}]`, t, column[t], 'a finite number')
}
