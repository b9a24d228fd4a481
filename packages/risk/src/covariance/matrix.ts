import { ShagunError } from '@shagun/core'
import { invalidOption, invalidRow } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'

/** A square table of numbers that reads the same by row and by column, such as a covariance matrix. */
export interface SymmetricMatrix {
  /** How many rows there are, and columns. */
  readonly size: number
  /** What the rows are about, such as ids of instruments; `'0'`, `'1'` and so on where they have no names. */
  readonly labels: readonly string[]
  /** Row by row: the entry of row i and column j is `values[i * size + j]`. In the unit of what the matrix is of. */
  readonly values: Readonly<Float64Array>
  /**
   * The entry of a row and a column, each by its label or by its number from 0.
   *
   * @throws ShagunError `invalid-options` where there is no such row
   */
  at(row: string | number, column: string | number): number
}

/**
 * A symmetric matrix of one's own, for whatever takes one: a covariance from elsewhere, or one that was edited.
 *
 * @param rows - as many numbers in each as there are rows; entries that mirror each other may differ by rounding, a part
 * in 1e9, and their mean is taken
 * @param labels - one for each row, all different; default `'0'`, `'1'` and so on
 * @throws ShagunError `invalid-data` where an entry is not finite, or not as its mirror image; `invalid-options` where
 * the rows are not square or the labels do not fit
 * @example
 * ```ts
 * import { createSymmetricMatrix } from '@shagun/risk'
 *
 * const covariance = createSymmetricMatrix([[0.04, 0.01], [0.01, 0.09]], ['NSE:INFY', 'NSE:TCS'])
 * covariance.at('NSE:INFY', 'NSE:TCS') // 0.01
 * ```
 */
export function createSymmetricMatrix(rows: readonly Series[], labels?: readonly string[]): SymmetricMatrix {
  const of = 'createSymmetricMatrix'
  const size = rows.length
  const values = new Float64Array(size * size)
  for (const [i, row] of rows.entries()) {
    if (row.length !== size)
      throw invalidOption(of, 'rows', `with ${row.length} numbers in row ${i}`, `${size}, as many as there are rows`)
    for (let j = 0; j < size; j++) {
      const [entry, mirrored] = [row[j]!, rows[j]![i]!]
      if (!Number.isFinite(entry)) throw invalidRow(of, `rows[${i}]`, j, entry, 'a finite number')
      if (Math.abs(entry - mirrored) > 1e-9 * Math.max(Math.abs(entry), Math.abs(mirrored)))
        throw invalidRow(of, `rows[${i}]`, j, entry, `${mirrored}, as its mirror image is`)
      values[i * size + j] = entry / 2 + mirrored / 2
    }
  }
  if (labels !== undefined && (labels.length !== size || new Set(labels).size !== size))
    throw invalidOption(of, 'labels', labels.join(', '), `${size} different names, one for each row`)
  return matrixOf(values, labels ?? numbered(size))
}

/** A matrix around values that are known to be symmetric; it takes them over. */
export function matrixOf(values: Float64Array, labels: readonly string[]): SymmetricMatrix {
  const size = labels.length
  const indexOf = readIndex(labels)
  return { size, labels, values, at: (row, column) => values[indexOf(row) * size + indexOf(column)]! }
}

export function numbered(size: number): readonly string[] {
  return Array.from({ length: size }, (_, i) => String(i))
}

/** Finds rows by label or number, and says what there is where there is none. */
export function readIndex(labels: readonly string[]): (row: string | number) => number {
  const byLabel = new Map(labels.map((label, i) => [label, i]))
  return (row) => {
    const index = typeof row === 'number' ? row : byLabel.get(row)
    if (index !== undefined && labels[index] !== undefined) return index
    throw new ShagunError('invalid-options', `The matrix has no row ${row}; expected ${describe(labels)}.`, {
      details: { option: 'row', value: String(row), expected: describe(labels) },
    })
  }
}

function describe(labels: readonly string[]): string {
  const names = labels.slice(0, 5).join(', ')
  return `one of its ${labels.length} labels (${names}${labels.length > 5 ? ' …' : ''}) or a number from 0`
}

/** Copies what stands above the diagonal to below it. */
export function mirror(values: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) values[i * size + j] = values[j * size + i]!
}
