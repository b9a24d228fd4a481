import { ShagunError } from '../errors.ts'
import { isFault, readHours } from './hours.ts'
import { type CalendarOverrides, isDate } from './overrides.ts'

/**
 * Reads overrides of calendars from the text of a JSON file: one {@link CalendarOverrides}, or a list of them.
 *
 * @throws ShagunError `invalid-data`, naming the field, where the text is no JSON or not of that shape
 * @example
 * ```ts
 * import { nse } from '@shagun/core'
 * import { parseCalendarOverrides } from '@shagun/core/instruments'
 *
 * const overrides = parseCalendarOverrides(`{
 *   "calendar": "NSE",
 *   "knownYears": [2027],
 *   "days": {
 *     "2026-11-08": { "continuous": "18:00-19:00" },
 *     "2027-01-26": "closed"
 *   }
 * }`)
 * const calendar = nse({ overrides })
 * ```
 */
export function parseCalendarOverrides(json: string): readonly CalendarOverrides[] {
  const read = readJson(json)
  return (Array.isArray(read) ? read : [read]).map((each, i) =>
    readOverrides(each, Array.isArray(read) ? i : undefined),
  )
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw invalid('file', JSON.stringify(json.slice(0, 40)), 'JSON', undefined, cause)
  }
}

function readOverrides(read: unknown, row: number | undefined): CalendarOverrides {
  if (!isRecord(read)) throw invalid('overrides', JSON.stringify(read), 'an object', row)
  const { calendar, knownYears, days, ...others } = read
  const [other] = Object.keys(others)
  if (other !== undefined) throw invalid(other, other, 'calendar, knownYears or days', row)
  if (calendar !== undefined && typeof calendar !== 'string')
    throw invalid('calendar', JSON.stringify(calendar), 'the name of a calendar, such as "NSE"', row)
  if (knownYears !== undefined && !(Array.isArray(knownYears) && knownYears.every(Number.isInteger)))
    throw invalid('knownYears', JSON.stringify(knownYears), 'a list of years, such as [2027]', row)
  if (days !== undefined && !isRecord(days))
    throw invalid('days', JSON.stringify(days), 'an object with a date for each day', row)
  for (const [date, hours] of Object.entries(days ?? {})) checkDay(date, hours, row)
  return read as CalendarOverrides
}

function checkDay(date: string, hours: unknown, row: number | undefined): void {
  if (!isDate(date)) throw invalid('days', JSON.stringify(date), 'a date, such as 2026-11-26', row)
  if (hours === 'closed' || hours === 'regular') return
  const found = readHours(hours)
  if (isFault(found))
    throw invalid(['days', date, found.field].filter(Boolean).join('.'), found.value, found.expected, row)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(field: string, value: string, expected: string, row?: number, cause?: unknown): ShagunError {
  const where = row === undefined ? '' : ` in element ${row}`
  return new ShagunError(
    'invalid-data',
    `The calendar overrides have ${field} ${value}${where}; expected ${expected}.`,
    { details: { source: 'calendar overrides', field, value, expected, ...(row !== undefined && { row }) }, cause },
  )
}
