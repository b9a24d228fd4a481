import type { Calendar } from '../model/calendar.ts'
import { createCalendar } from './create-calendar.ts'

/**
 * The calendar of a venue that never closes; its days, and with them its sessions, turn at midnight.
 *
 * @param timeZone - an IANA name; default: UTC
 * @throws ShagunError `invalid-options` for a zone that does not exist
 * @example
 * ```ts
 * import { alwaysOpen } from '@shagun/core'
 *
 * alwaysOpen().isOpen(Date.UTC(2026, 11, 25)) // true
 * ```
 */
export function alwaysOpen(timeZone = 'UTC'): Calendar {
  return createCalendar({
    id: 'always-open',
    timeZone,
    hours: { continuous: '00:00-24:00' },
    week: [1, 2, 3, 4, 5, 6, 7],
  })
}
