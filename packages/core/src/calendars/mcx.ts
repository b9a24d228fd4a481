import type { Calendar } from '../model/calendar.ts'
import { createZone, type Zone } from '../model/zone.ts'
import { type CalendarAdditions, createCalendar } from './create-calendar.ts'
import { datesOf, yearsOf } from './dates.ts'
import type { DayHours, Span } from './hours.ts'
import { mcxEveningOnly, mcxHolidays, mcxMorningOnly } from './mcx-days.ts'

/** Which commodities a calendar of MCX is about. */
export interface McxOptions extends CalendarAdditions {
  /**
   * `non-agri` (metals and energy) trades until 23:30 while New York has summer time, else until 23:55;
   * `international-agri` until 21:00, `agri` until 17:00. Default: `non-agri`.
   */
  readonly segment?: 'non-agri' | 'international-agri' | 'agri'
}

/**
 * When the Multi Commodity Exchange of India trades, with its holidays and special sessions since 2019.
 *
 * On most holidays only its morning is closed: trading begins at 17:00. Whether its evening of a Diwali on a weekday was
 * open is not known; of those days the calendar has the Muhurat session alone.
 *
 * @throws ShagunError `invalid-options` where an override is none
 * @example
 * ```ts
 * import { mcx } from '@shagun/core'
 *
 * const calendar = mcx()
 * calendar.nextClose(Date.UTC(2026, 0, 5, 12)) === Date.UTC(2026, 0, 5, 18, 25) // true: 23:55 in Mumbai
 * calendar.nextClose(Date.UTC(2026, 6, 6, 12)) === Date.UTC(2026, 6, 6, 18, 0) // true: 23:30
 * ```
 */
export function mcx(options: McxOptions = {}): Calendar {
  const { segment = 'non-agri', ...additions } = options
  const newYork = createZone('America/New_York')
  const eveningOnly = new Set(datesOf(mcxEveningOnly))
  const morningOnly = new Set(datesOf(mcxMorningOnly))

  function hours(date: string): Exclude<DayHours, 'regular'> {
    const open = date < '2018-12-31' ? '10:00' : '09:00'
    if (segment === 'agri' || morningOnly.has(date) || (date >= '2020-03-30' && date <= '2020-04-22'))
      return eveningOnly.has(date) ? 'closed' : { continuous: `${open}-17:00` as Span }
    const close = segment === 'international-agri' ? '21:00' : closeWith(newYork, date)
    return { continuous: `${eveningOnly.has(date) ? '17:00' : open}-${close}` as Span }
  }

  return createCalendar({
    id: segment === 'non-agri' ? 'MCX' : `MCX/${segment}`,
    timeZone: 'Asia/Kolkata',
    hours,
    holidays: datesOf(mcxHolidays),
    days: segment === 'non-agri' ? { ...specialDays, '2025-10-28': lateStart } : specialDays,
    hoursUnknown: ['2026-11-08'],
    knownYears: yearsOf(mcxHolidays),
    ...additions,
  })
}

/** Metals and energy follow New York, so it is its summer time that counts. */
function closeWith(newYork: Zone, date: string): string {
  const isSummer = newYork.offsetAt(Date.parse(date) + 43_200_000) === -14_400_000
  return isSummer ? '23:30' : '23:55'
}

const specialDays: Readonly<Record<string, DayHours>> = {
  '2019-10-27': { continuous: '18:15-19:15' },
  '2020-11-14': { continuous: '18:15-19:15' },
  '2021-11-04': { continuous: '18:15-19:15' },
  '2022-10-24': { continuous: '18:15-19:15' },
  '2023-11-12': { continuous: '18:15-19:15' },
  '2024-11-01': { continuous: '18:00-19:00' },
  '2025-10-21': { continuous: '13:45-14:45' },
  '2026-02-01': { continuous: '09:00-17:00' },
}

/** Its systems came up hours late. */
const lateStart: DayHours = { 'pre-open': '13:20-13:25', continuous: '13:25-23:30' }
