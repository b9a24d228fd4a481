import type { Calendar } from '../model/calendar.ts'
import type { CalendarAdditions } from './create-calendar.ts'
import { newYork } from './new-york.ts'

/**
 * When Nasdaq trades, with its holidays and half days from 2001 to 2027.
 *
 * Extended hours are phases, `pre-market` and `after-hours`, and not part of a session.
 *
 * @throws ShagunError `invalid-options` where an override is none
 * @example
 * ```ts
 * import { nasdaq } from '@shagun/core'
 *
 * const calendar = nasdaq()
 * calendar.tradingDaysBetween(Date.UTC(2026, 6, 2, 15), Date.UTC(2026, 6, 6, 15)) // 1: the 3rd was a holiday
 * ```
 */
export function nasdaq(additions: CalendarAdditions = {}): Calendar {
  return newYork('NASDAQ', additions)
}
