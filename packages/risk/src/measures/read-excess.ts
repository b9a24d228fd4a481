import type { Series } from '../statistics/series.ts'
import { type RatioOptions, ratePerPeriod, readPeriodsPerYear } from './annual.ts'
import { readReturns } from './read-returns.ts'

/** What was earned above the risk-free rate. */
export interface Excess<Field extends string> {
  readonly excess: Readonly<Record<Field, Float64Array>>
  /** The largest number that took part; differences far below it are rounding. */
  readonly size: number
  readonly periodsPerYear: number
}

/**
 * Series less the risk-free rate of each period.
 *
 * @throws ShagunError `invalid-data`, naming series and row; `invalid-options` for the options
 */
export function readExcess<Field extends string>(
  measure: string,
  columns: Readonly<Record<Field, Series>>,
  options: RatioOptions,
): Excess<Field> {
  const periodsPerYear = readPeriodsPerYear(measure, options)
  const { riskFree = 0 } = options
  const rate = typeof riskFree === 'number' ? ratePerPeriod(measure, 'riskFree', riskFree, periodsPerYear) : 0
  const given: Readonly<Record<string, Series>> = typeof riskFree === 'number' ? columns : { ...columns, riskFree }
  const read = readReturns(measure, given, options)
  const excess: Record<string, Float64Array> = {}
  let size = 0
  for (const field of Object.keys(columns)) {
    const values = Float64Array.from(read[field]!)
    for (let i = 0; i < values.length; i++) {
      const free = read['riskFree']?.[i] ?? rate
      size = Math.max(size, Math.abs(values[i]!), Math.abs(free))
      values[i]! -= free
    }
    excess[field] = values
  }
  return { excess: excess as Record<Field, Float64Array>, size, periodsPerYear }
}
