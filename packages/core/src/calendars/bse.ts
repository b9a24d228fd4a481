import type { Calendar } from '../model/calendar.ts'
import { type CalendarAdditions, createCalendar } from './create-calendar.ts'
import { datesOf, yearsOf } from './dates.ts'
import { indianHolidays, indianHoursUnknown, indianSpecialDays } from './india-days.ts'
import { indianEquityHours } from './india-hours.ts'

/** What {@link bse} can be told. */
export interface BseOptions extends CalendarAdditions {
  /** Whether its shares close with an auction, as those with derivatives do since 2026-08-03. Default: true. */
  readonly closingAuction?: boolean
}

/**
 * When shares trade at the Bombay Stock Exchange: its hours since 2010, holidays and special sessions since 2005.
 *
 * @throws ShagunError `invalid-options` where an override is none
 * @example
 * ```ts
 * import { bse } from '@shagun/core'
 *
 * const calendar = bse()
 * calendar.nextOpen(Date.UTC(2026, 0, 23, 12)) === Date.UTC(2026, 0, 27, 3, 45) // true: Republic Day was a Monday
 * ```
 */
export function bse(options: BseOptions = {}): Calendar {
  const { closingAuction = true, ...additions } = options
  return createCalendar({
    id: 'BSE',
    timeZone: 'Asia/Kolkata',
    hours: indianEquityHours(closingAuction),
    holidays: datesOf(indianHolidays),
    // NSE stood still that day; BSE did not, and closed later with it.
    days: { ...indianSpecialDays, '2021-02-24': { 'pre-open': '09:00-09:15', continuous: '09:15-17:00' } },
    hoursUnknown: indianHoursUnknown,
    knownYears: yearsOf(indianHolidays),
    ...additions,
  })
}
