import { ShagunError } from '../errors.ts'
import type { Timestamp } from './time.ts'

const dayMs = 86_400_000

/** The wall clock of a place, through all its changes of daylight saving. */
export interface Zone {
  /** Milliseconds that the wall clock is ahead of UTC at an instant. */
  offsetAt(time: Timestamp): number
  /**
   * Turns time on the wall clock, counted in milliseconds as if it were UTC, into UTC.
   *
   * A local time that occurs twice, when clocks go back, is the earlier one; one that clocks skip is moved on by the
   * length of the gap, as RFC 5545 reads it.
   */
  toUtc(local: number): Timestamp
}

/**
 * The wall clock of an IANA time zone.
 *
 * @param timeZone - an IANA name, such as `Asia/Kolkata`
 * @throws ShagunError `invalid-options` for a zone that does not exist
 * @example
 * ```ts
 * import { createZone } from '@shagun/core/adapter'
 *
 * const mumbai = createZone('Asia/Kolkata')
 * mumbai.toUtc(Date.UTC(2026, 0, 5, 9, 15)) === Date.UTC(2026, 0, 5, 3, 45) // true
 * ```
 */
export function createZone(timeZone: string): Zone {
  const offsetAt = createOffset(timeZone)
  // Asking Intl is slow, and all but two or so days a year keep one offset from the day before to the day after.
  const midnights = new Map<number, number>()
  const atMidnight = (day: number): number => {
    let offset = midnights.get(day)
    if (offset === undefined) midnights.set(day, (offset = offsetAt(day * dayMs)))
    return offset
  }

  return {
    offsetAt(time) {
      const day = Math.floor(time / dayMs)
      const offset = atMidnight(day)
      return atMidnight(day + 1) === offset ? offset : offsetAt(time)
    },
    toUtc(local) {
      const day = Math.floor(local / dayMs)
      const offset = atMidnight(day - 1)
      return atMidnight(day + 2) === offset ? local - offset : resolve(local, offsetAt)
    },
  }
}

function resolve(local: number, offsetAt: (time: Timestamp) => number): Timestamp {
  const before = offsetAt(local - dayMs)
  const after = offsetAt(local + dayMs)
  const fits = (offset: number): boolean => offsetAt(local - offset) === offset
  return fits(before) || !fits(after) ? local - before : local - after
}

function createOffset(timeZone: string): (time: Timestamp) => number {
  const format = createFormat(timeZone)
  return (time) => {
    const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes, seconds] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? []
    if (sign === undefined) return 0
    const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000
    return sign === '-' ? -ms : ms
  }
}

function createFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  } catch (cause) {
    const expected = 'an IANA time zone, such as Asia/Kolkata'
    throw new ShagunError('invalid-options', `The time zone is ${JSON.stringify(timeZone)}; expected ${expected}.`, {
      details: { option: 'timeZone', value: timeZone, expected },
      cause,
    })
  }
}
