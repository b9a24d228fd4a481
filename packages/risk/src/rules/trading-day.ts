import type { Calendar, Timestamp } from '@shagun/core'

/** Where a rule's day begins. */
export interface DayOptions {
  /** Whose day it is. Default: the day of UTC. */
  readonly calendar?: Calendar
  /** Needed where a trader has two rules of one kind. Default: that of the rule. */
  readonly name?: string
}

/** The moment that the day of a moment began. */
export function dayStart(at: Timestamp, calendar: Calendar | undefined): Timestamp {
  return calendar === undefined ? Math.floor(at / dayMs) * dayMs : calendar.day(at).start
}

const dayMs = 86_400_000
