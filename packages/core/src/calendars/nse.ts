import type { Calendar } from '../model/calendar.ts'
import { type CalendarAdditions, createCalendar, type DatedHours } from './create-calendar.ts'
import { datesOf, yearsOf } from './dates.ts'
import type { DayHours } from './hours.ts'
import { currencyHolidays, indianHolidays, indianHoursUnknown, indianSpecialDays } from './india-days.ts'
import { indianEquityHours } from './india-hours.ts'

/** Which market of NSE a calendar is about. */
export interface NseOptions extends CalendarAdditions {
  /** Default: `equity`. */
  readonly segment?: 'equity' | 'derivatives' | 'currency'
  /**
   * Whether the shares of `equity` close with an auction, as those with derivatives do since 2026-08-03; all others go on
   * trading until 15:30. Default: true.
   */
  readonly closingAuction?: boolean
}

/**
 * When the National Stock Exchange of India trades: its hours since 2010, holidays and special sessions since 2005.
 *
 * Holidays that the exchange has not announced yet, and the hours of Muhurat sessions to come, belong into overrides.
 * What the pre-open takes changes within its quarter of an hour; the calendar knows it as a whole.
 *
 * @throws ShagunError `invalid-options` where an override is none
 * @example
 * ```ts
 * import { nse } from '@shagun/core'
 *
 * const calendar = nse()
 * calendar.isOpen(Date.UTC(2025, 9, 21, 8, 30)) // true: Muhurat trading at 14:00 in Mumbai
 * calendar.isTradingDay(Date.UTC(2026, 0, 26, 6)) // false: Republic Day
 * nse({ segment: 'derivatives' }).phase(Date.UTC(2026, 7, 3, 10, 5)) // 'continuous' until 15:40
 * ```
 */
export function nse(options: NseOptions = {}): Calendar {
  const { segment = 'equity', closingAuction = true, ...additions } = options
  if (segment === 'currency') return currency(additions)
  return createCalendar({
    id: segment === 'equity' ? 'NSE' : 'NSE/derivatives',
    timeZone: 'Asia/Kolkata',
    hours: segment === 'equity' ? indianEquityHours(closingAuction) : derivativesHours,
    holidays: datesOf(indianHolidays),
    days: { ...indianSpecialDays, '2021-02-24': segment === 'equity' ? outage : { continuous: outage.continuous } },
    hoursUnknown: indianHoursUnknown,
    knownYears: yearsOf(indianHolidays),
    ...additions,
  })
}

/** All segments stood still from 11:40, and traded on after the usual close. */
const outage = {
  'pre-open': ['09:00-09:15', '15:30-15:45'],
  continuous: ['09:15-11:40', '15:45-17:00'],
  'post-close': '17:10-17:30',
} as const satisfies DayHours

const derivativesHours: readonly DatedHours[] = [
  { from: '1970-01-01', hours: { continuous: '09:55-15:30' } },
  { from: '2010-01-04', hours: { continuous: '09:00-15:30' } },
  { from: '2010-10-18', hours: { continuous: '09:15-15:30' } },
  { from: '2025-12-08', hours: { 'pre-open': '09:00-09:15', continuous: '09:15-15:30' } },
  { from: '2026-08-03', hours: { 'pre-open': '09:00-09:15', continuous: '09:15-15:40' } },
]

/** Of the years before, the holidays of the banks are not known; those of the shares hold there. */
function currency(additions: CalendarAdditions): Calendar {
  return createCalendar({
    id: 'NSE/currency',
    timeZone: 'Asia/Kolkata',
    hours: { continuous: '09:00-17:00' },
    holidays: datesOf({ ...indianHolidays, ...currencyHolidays }),
    knownYears: yearsOf(currencyHolidays),
    ...additions,
  })
}
