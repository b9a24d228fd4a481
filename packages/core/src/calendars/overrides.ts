import type { DayHours } from './hours.ts'

/** What is known better than a calendar that comes with the package. */
export interface CalendarOverrides {
  /** The calendar that it is about: `NSE` (all segments), or `NSE/derivatives` alone. Default: whichever it is given to. */
  readonly calendar?: string
  /** Years that are known from here on, because `days` names all that is special in them. */
  readonly knownYears?: readonly number[]
  /** What a day is, by date. */
  readonly days?: Readonly<Record<string, DayHours>>
}

/** Whether overrides are about a calendar; what is about an exchange is about all of its segments. */
export function concerns({ calendar }: CalendarOverrides, id: string): boolean {
  return calendar === undefined || calendar === id || id.startsWith(`${calendar}/`)
}

/** Whether text is a date that exists, as in `2026-11-26`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
