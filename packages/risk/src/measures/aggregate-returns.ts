import { invalidOption } from '../invalid.ts'
import { requireRising } from '../statistics/rising.ts'
import type { DatedReturns } from './align-returns.ts'
import { compoundable, readReturns, type SeriesOptions } from './read-returns.ts'

/** Which periods returns are put together to. */
export interface AggregateOptions extends SeriesOptions {
  /** Weeks begin on Monday. */
  readonly to: 'week' | 'month' | 'quarter' | 'year'
  /** Where the dates are read, as an IANA name such as `Asia/Kolkata`. Default: `UTC`. */
  readonly timeZone?: string
}

/**
 * The returns of longer periods, each compounded from those whose times lie in it: product of (1 + r) - 1.
 *
 * Each is stamped with the last time in it. The first and the last may be of less than a whole period; a period without
 * returns is not there. A time belongs to the date that it falls on in `timeZone`: midnight in Mumbai is still the day
 * before in UTC.
 *
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1, and for times that do
 * not rise or are not as many; `invalid-options` for the options
 * @example
 * ```ts
 * import { aggregateReturns, annualizedVolatility } from '@shagun/risk'
 *
 * const times = [Date.UTC(2026, 0, 30), Date.UTC(2026, 1, 2), Date.UTC(2026, 1, 27)]
 * const monthly = aggregateReturns({ times, returns: [0.01, 0.02, 0.05] }, { to: 'month' })
 * console.log(monthly.returns) // 0.01, 0.071
 * annualizedVolatility(monthly.returns, { periodsPerYear: 12 })
 * ```
 */
export function aggregateReturns(
  dated: DatedReturns,
  options: AggregateOptions,
): { readonly times: Float64Array; readonly returns: Float64Array } {
  const periodOf = periods[options.to]
  if (periodOf === undefined)
    throw invalidOption('aggregateReturns', 'to', options.to, `'week', 'month', 'quarter' or 'year'`)
  const dateOf = localDate(options.timeZone ?? 'UTC')
  readReturns('aggregateReturns', { returns: dated.returns }, options, compoundable)
  requireRising('aggregateReturns', dated.times)
  const { times, returns } = readReturns('aggregateReturns', { returns: dated.returns, times: dated.times }, options)

  const ends: number[] = []
  const compounded: number[] = []
  let current: string | undefined
  for (let i = 0; i < returns.length; i++) {
    const period = periodOf(dateOf(times[i]!))
    if (period !== current) compounded.push(0)
    current = period
    const last = compounded.length - 1
    compounded[last] = compound(compounded[last]!, returns[i]!)
    ends[last] = times[i]!
  }
  return { times: Float64Array.from(ends), returns: Float64Array.from(compounded) }
}

/** (1 + total) x (1 + value) - 1, without losing what is small beside 1. */
export function compound(total: number, value: number): number {
  return value === -1 ? -1 : total + value * (1 + total)
}

/** What dates of one period have in common, from a date such as 2026-02-27. */
const periods: Readonly<Record<string, (date: string) => string>> = {
  year: (date) => date.slice(0, 4),
  quarter: (date) => `${date.slice(0, 4)} ${Math.ceil(Number(date.slice(5, 7)) / 3)}`,
  month: (date) => date.slice(0, 7),
  // 1 January 1970 was a Thursday.
  week: (date) => String(Math.floor((Date.parse(date) / 86_400_000 + 3) / 7)),
}

function localDate(timeZone: string): (time: number) => string {
  try {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
    return (time) => format.format(time)
  } catch {
    throw invalidOption('aggregateReturns', 'timeZone', timeZone, 'an IANA name, such as Asia/Kolkata')
  }
}
