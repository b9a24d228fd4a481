import { ShagunError } from '@shagun/core'
import { invalidOption, invalidRow } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'

/** What becomes of gaps in a series. */
export interface SeriesOptions {
  /**
   * What to do about NaN: `'reject'` throws, `'drop'` leaves its period out, of all series where there are several.
   * Other values that are not finite are always refused. Default: `'reject'`.
   */
  readonly missing?: 'reject' | 'drop'
}

/**
 * Series that belong together, row by row: of one length, finite, without the rows where one of them has a gap.
 *
 * @throws ShagunError `invalid-data`, naming series and row; `invalid-options` for `missing`
 */
export function readReturns<Field extends string>(
  measure: string,
  columns: Readonly<Record<Field, Series>>,
  options: SeriesOptions = {},
  expected: Expected = finite,
): Readonly<Record<Field, Series>> {
  const { missing = 'reject' } = options
  if (missing !== 'reject' && missing !== 'drop') throw invalidOption(measure, 'missing', missing, `'reject' or 'drop'`)
  const fields = Object.keys(columns) as Field[]
  const { length } = columns[fields[0]!]
  const gaps = new Set<number>()
  for (const field of fields) {
    const column = columns[field]
    if (column.length !== length) throw differentLength(measure, fields[0]!, length, field, column.length)
    for (let i = 0; i < length; i++)
      if (!expected.accepts(column[i]!)) {
        if (missing === 'reject' || !Number.isNaN(column[i]))
          throw invalidRow(measure, field, i, column[i], expected.words)
        gaps.add(i)
      }
  }
  if (gaps.size === 0) return columns
  const kept = fields.map((field) => [field, Float64Array.from(columns[field]).filter((_, i) => !gaps.has(i))])
  return Object.fromEntries(kept) as Record<Field, Series>
}

/** What the rows of a series have to be, as a test and in words. */
interface Expected {
  readonly accepts: (value: number) => boolean
  readonly words: string
}

const finite: Expected = { accepts: Number.isFinite, words: 'a finite number' }

/** Returns that can be compounded: below -1 they would lose more than there is. */
export const compoundable: Expected = {
  accepts: (value) => value >= -1 && value < Infinity,
  words: 'a finite simple return of -1 or more',
}

/** The error for series that cannot be taken row by row. */
export function differentLength(
  measure: string,
  first: string,
  length: number,
  field: string,
  found: number,
): ShagunError {
  const expected = `as many rows as ${first}, ${length}; align dated series with alignReturns first`
  return new ShagunError('invalid-data', `${measure} found ${field} to have ${found} rows; expected ${expected}.`, {
    details: { source: measure, field, value: String(found), expected },
  })
}
