import type { Timestamp } from '@shagun/core'
import { createZone, type Zone } from '@shagun/core/adapter'

/** A stamp on a wall clock: the day, and the time in it where one was written. Both in milliseconds. */
export interface WallStamp {
  /** Its midnight, as if it were UTC. */
  readonly day: number
  readonly timeOfDay?: number
}

const dayMs = 86_400_000

/** Reads `2026-05-15`, `2026-05-15 19:55` and `2026-05-15 19:55:00.123`; `undefined` for what is none, or no day there is. */
export function readStamp(text: unknown): WallStamp | undefined {
  const parts =
    typeof text === 'string' &&
    /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?$/.exec(text.trim())
  if (!parts) return undefined
  const [, year, month, date, hours, minutes, seconds = '0', fraction = ''] = parts
  const day = Date.UTC(Number(year), Number(month) - 1, Number(date))
  // What no calendar has runs over into another month or century.
  const is = new Date(day)
  if (is.getUTCFullYear() !== Number(year) || is.getUTCMonth() + 1 !== Number(month)) return undefined
  if (is.getUTCDate() !== Number(date)) return undefined
  if (hours === undefined) return { day }
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  const timeOfDay = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
  return { day, timeOfDay: timeOfDay + Number(fraction.padEnd(3, '0')) }
}

/** The middle of a day: whatever clocks do at night, it lies within. */
export function noonOf({ day }: WallStamp, zone: Zone): Timestamp {
  return zone.toUtc(day + dayMs / 2)
}

/** The clock by the name that Alpha Vantage gives it, which is none of the IANA for New York. */
export function zoneOf(name: string): Zone | undefined {
  const known = /^us\/eastern/i.test(name) ? 'America/New_York' : /^utc$/i.test(name) ? 'UTC' : name
  try {
    return createZone(known)
  } catch {
    return undefined
  }
}

/** The end of the day in New York, when Alpha Vantage is taken to begin counting anew. */
export function nextQuotaDay(now: Timestamp): Timestamp {
  const newYork = createZone('America/New_York')
  const local = now + newYork.offsetAt(now)
  return newYork.toUtc((Math.floor(local / dayMs) + 1) * dayMs)
}
