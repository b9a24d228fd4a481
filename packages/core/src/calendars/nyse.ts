import type { Calendar } from '../model/calendar.ts'
import type { CalendarAdditions } from './create-calendar.ts'
import { newYork } from './new-york.ts'

/**
 * When the New York Stock Exchange trades, with its holidays and half days from 2001 to 2027.
 *
 * Extended hours are phases, `pre-market` and `after-hours`, and not part of a session.
 *
 * @throws ShagunError `invalid-options` where an override is none
 * @example
 * ```ts
 * import { nyse } from '@shagun/core'
 *
 * const calendar = nyse()
 * calendar.nextClose(Date.UTC(2026, 10, 27, 15)) === Date.UTC(2026, 10, 27, 18) // true: 13:00 after Thanksgiving
 * ```
 */
export function nyse(additions: CalendarAdditions = {}): Calendar {
  return newYork('NYSE', additions)
}
