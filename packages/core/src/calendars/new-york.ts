import type { Calendar } from '../model/calendar.ts'
import { type CalendarAdditions, createCalendar } from './create-calendar.ts'
import { datesOf, yearsOf } from './dates.ts'
import type { PhaseHours } from './hours.ts'
import { newYorkHalfDays, newYorkHolidays } from './new-york-days.ts'

/** NYSE and Nasdaq have the same hours and the same holidays. */
export function newYork(id: string, additions: CalendarAdditions): Calendar {
  return createCalendar({
    id,
    timeZone: 'America/New_York',
    hours: { 'pre-market': '04:00-09:30', continuous: '09:30-16:00', 'after-hours': '16:00-20:00' },
    holidays: datesOf(newYorkHolidays),
    days: Object.fromEntries(datesOf(newYorkHalfDays).map((date) => [date, halfDay])),
    knownYears: yearsOf(newYorkHolidays),
    ...additions,
  })
}

const halfDay: PhaseHours = { 'pre-market': '04:00-09:30', continuous: '09:30-13:00', 'after-hours': '13:00-17:00' }
