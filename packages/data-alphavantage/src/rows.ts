import { barPeriod, type Calendar, ShagunError, type Timeframe, type Timestamp } from '@shagun/core'
import { createZone, type Zone } from '@shagun/core/adapter'
import type { ZodType } from 'zod'
import { createNamer, type Series } from './series.ts'
import { source } from './source.ts'
import { noonOf, readStamp, type WallStamp } from './stamp.ts'

/** What could be believed of a series, oldest first, and how many rows could not. */
export interface Believed<T> {
  readonly rows: readonly (T & { readonly time: Timestamp })[]
  readonly skipped: number
}

/**
 * The rows that a schema believes, in order of time, each time once.
 *
 * Of two rows of one period the later one counts: the vendor shows a week that is not over by the last day so far.
 *
 * @throws ShagunError `invalid-data` where there are rows and none of them can be believed
 */
export function believe<T extends object>(
  series: Series,
  schema: ZodType<T>,
  timeOf: (stamp: WallStamp) => Timestamp | undefined,
  cellsOf: (cells: Readonly<Record<string, unknown>>) => unknown = createNamer(),
): Believed<T> {
  const good: { readonly at: number; readonly row: T & { readonly time: Timestamp } }[] = []
  for (const row of series.rows) {
    const stamp = readStamp(row.stamp)
    const time = stamp && timeOf(stamp)
    const parsed = time === undefined ? undefined : schema.safeParse(cellsOf(row.cells))
    if (parsed?.success) good.push({ at: stamp!.day + (stamp!.timeOfDay ?? 0), row: { ...parsed.data, time: time! } })
  }
  good.sort((a, b) => a.at - b.at)
  const rows: (T & { readonly time: Timestamp })[] = []
  for (const { row } of good) {
    if (rows.length > 0 && row.time <= rows.at(-1)!.time) rows.pop()
    rows.push(row)
  }
  if (rows.length === 0 && series.rows.length > 0) throw noneBelieved(series.rows.length)
  return { rows, skipped: series.rows.length - rows.length }
}

/**
 * When the bar of a stamp opened.
 *
 * Days, weeks and months go by the date alone, which is the exchange's own whatever clock the answer names, and of weeks
 * and months the last one; they open with their first session. Within a day a stamp is the open already; an hour in which
 * the session begins opens with it.
 */
export function barOpen(
  timeframe: Timeframe,
  calendar: Calendar,
  told: Zone | undefined,
  lengthMs: number | undefined,
): (stamp: WallStamp) => Timestamp | undefined {
  const own = createZone(calendar.timeZone)
  if (lengthMs === undefined) return (stamp) => barPeriod(noonOf(stamp, own), timeframe, calendar)?.open
  const zone = told ?? own
  return ({ day, timeOfDay }) => {
    if (timeOfDay === undefined) return undefined
    const time = zone.toUtc(day + timeOfDay)
    const session = calendar.session(time)
    return session !== undefined && time < session.open && session.open < time + lengthMs ? session.open : time
  }
}

function noneBelieved(count: number): ShagunError {
  const expected = 'rows with a stamp and the numbers that belong to it'
  const message = `None of the ${count} rows that Alpha Vantage answered with can be believed; expected ${expected}. It may have changed its format: look for a newer release.`
  return new ShagunError('invalid-data', message, { details: { source, field: 'rows', expected, sent: 'yes' } })
}

/** @throws always, for an answer in which what was asked for is not */
export function missing(what: string, about: string): ShagunError {
  const message = `Alpha Vantage answered without ${what} of ${about}; expected ${what}. It may have changed its format: look for a newer release.`
  return new ShagunError('invalid-data', message, { details: { source, field: 'body', expected: what, sent: 'yes' } })
}
