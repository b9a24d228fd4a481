import { ShagunError, type Timestamp } from '@shagun/core'

const dayMs = 86_400_000

/**
 * Turns the time on a zone's wall clock, counted in milliseconds as if it were UTC, into UTC.
 *
 * A local time that occurs twice, when clocks go back, is the earlier one; one that clocks skip is moved on by the length
 * of the gap, as RFC 5545 reads it.
 *
 * @param timeZone - an IANA name, such as `Asia/Kolkata`
 * @throws ShagunError `invalid-options` for a zone that does not exist
 */
export function createZone(timeZone: string): (local: number) => Timestamp {
  const offsetAt = createOffset(timeZone)
  // Asking Intl is slow, and all but two or so days a year keep one offset from the day before to the day after.
  const steady = new Map<number, number | undefined>()

  return (local) => {
    const day = Math.floor(local / dayMs)
    if (!steady.has(day)) {
      const before = offsetAt((day - 1) * dayMs)
      steady.set(day, offsetAt((day + 2) * dayMs) === before ? before : undefined)
    }
    const offset = steady.get(day)
    return offset === undefined ? resolve(local, offsetAt) : local - offset
  }
}

function resolve(local: number, offsetAt: (time: Timestamp) => number): Timestamp {
  const before = offsetAt(local - dayMs)
  const after = offsetAt(local + dayMs)
  const fits = (offset: number): boolean => offsetAt(local - offset) === offset
  return fits(before) || !fits(after) ? local - before : local - after
}

/** Milliseconds that a zone's wall clock is ahead of UTC at an instant. */
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
