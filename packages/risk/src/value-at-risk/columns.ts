import { invalidOption, invalidRow } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'

/** How many periods columns of returns have, which must be finite and of one length. */
export function requireColumns(measure: string, columns: readonly Series[]): number {
  const periods = requireAligned(measure, columns)
  for (const [i, column] of columns.entries()) requireFiniteColumn(measure, i, column)
  return periods
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
