import { ShagunError } from '@shagun/core'
import { invalidOption, invalidRow } from '../invalid.ts'
import { isRounding } from '../statistics/moments.ts'
import type { Series } from '../statistics/series.ts'
import { numbered } from './matrix.ts'

/** Returns of several instruments over the same periods: under their names, or as a list. NaN is a missing one. */
export type SeriesSet = Readonly<Record<string, Series>> | readonly Series[]

/**
 * What is done about returns that are missing, which are NaN: `reject` them; `drop` every period in which one is
 * missing; or take each pair over the periods that both have (`pairwise`).
 */
export type MissingReturns = 'reject' | 'drop' | 'pairwise'

/** Returns side by side. */
export interface Observations {
  readonly labels: readonly string[]
  /** One row for each label, `length` returns in each. */
  readonly rows: Float64Array
  readonly size: number
  readonly length: number
  /** How many periods were left out. */
  readonly dropped: number
}

/** Copies the series into rows; NaN is left only where `missing` is `pairwise`. */
export function readObservations(of: string, set: SeriesSet, missing: MissingReturns): Observations {
  if (!['reject', 'drop', 'pairwise'].includes(missing))
    throw invalidOption(of, 'missing', missing, `'reject', 'drop' or 'pairwise'`)
  const series = Object.values<Series>(set)
  const labels = Array.isArray(set) ? numbered(series.length) : Object.keys(set)
  const length = series[0]?.length ?? 0
  const incomplete = new Set<number>()
  for (const [i, values] of series.entries()) {
    if (values.length !== length) throw differentLengths(of, labels, i, values.length, length)
    for (let t = 0; t < length; t++) {
      if (Number.isFinite(values[t])) continue
      if (!Number.isNaN(values[t]) || missing === 'reject') throw invalidRow(of, labels[i]!, t, values[t], expected)
      incomplete.add(t)
    }
  }
  const left = missing === 'drop' ? incomplete : new Set<number>()
  const kept = length - left.size
  const rows = new Float64Array(series.length * kept)
  for (const [i, values] of series.entries())
    rows.set(left.size === 0 ? values : Array.from(values).filter((_, t) => !left.has(t)), i * kept)
  return { labels, rows, size: series.length, length: kept, dropped: left.size }
}

const expected = `a finite number; where NaN is a return that is missing, say what to do about it in 'missing'`

function differentLengths(of: string, labels: readonly string[], i: number, found: number, length: number) {
  const wanted = `${length}, as many as ${labels[0]} has`
  return new ShagunError('invalid-data', `${of} found ${found} returns of ${labels[i]}; expected ${wanted}.`, {
    details: { source: of, field: labels[i]!, value: String(found), expected: wanted },
  })
}

/**
 * Takes its mean from every row, in place. A row whose spread is all rounding becomes 0: it is constant.
 *
 * Two passes, with the rounding of the first mean corrected by the second.
 *
 * @param weights - of the periods, summing to 1; equal ones where left out
 */
export function center(rows: Float64Array, size: number, length: number, weights?: Float64Array): void {
  for (let i = 0; i < size; i++) {
    const row = rows.subarray(i * length, (i + 1) * length)
    const guess = shift(row, 0, weights)
    const mean = guess + shift(row, guess, weights)
    let squares = 0
    for (let t = 0; t < length; t++) squares += (row[t]! -= mean) ** 2
    if (isRounding(Math.sqrt(squares / (length - 1)), mean)) row.fill(0)
  }
}

/** The mean distance from `origin`. */
function shift(row: Float64Array, origin: number, weights: Float64Array | undefined): number {
  let sum = 0
  if (weights === undefined) for (let t = 0; t < row.length; t++) sum += row[t]! - origin
  else for (let t = 0; t < row.length; t++) sum += weights[t]! * (row[t]! - origin)
  return weights === undefined ? sum / row.length : sum
}
