import { ShagunError } from '../errors.ts'
import type { Timestamp } from '../model/time.ts'

/**
 * So much at once, and so much a second after that.
 *
 * In any second at most `burst + perSecond` go out; where a vendor counts seconds by its own clock, that is what to keep
 * below its limit.
 */
export interface TokenBucket {
  /** How many may go at once after a pause. */
  readonly burst: number
  /** How many become possible again in a second. */
  readonly perSecond: number
  /** How many of `burst` are kept for urgent requests; none by default. */
  readonly reserve?: number
}

/** So much in each second, minute, hour or day of the calendar. */
export interface CalendarWindow {
  /** How many may go in one window. */
  readonly count: number
  readonly per: 'second' | 'minute' | 'hour' | 'day'
  /** Where the clock hangs that hours and days are counted by, as an IANA name; `UTC` by default. */
  readonly timeZone?: string
  /** How many of `count` are kept for urgent requests; none by default. */
  readonly reserve?: number
}

/** One limit of a source. */
export type RateLimit = TokenBucket | CalendarWindow

/** What a limit still gives, and how much of it is gone. */
export interface Budget {
  /** The most that can ever be taken at once. */
  readonly most: (urgent: boolean) => number
  /** How much could be taken now. */
  available(now: Timestamp, urgent: boolean): number
  /** How long until so much can be taken, in milliseconds. */
  waitMs(now: Timestamp, cost: number, urgent: boolean): number
  spend(now: Timestamp, cost: number): void
  /** Only a day is worth remembering beyond the end of a process. */
  readonly day?: DayCount
}

/** What is used of a day. */
export interface DayUse {
  /** The day in the zone of the limit, such as `2026-11-23`. */
  readonly window: string
  /** How many requests went out in it. */
  readonly used: number
}

/** What is used of a day, for whoever keeps it. */
interface DayCount {
  /** What tells this limit from others of the same limiter. */
  readonly key: string
  read(): DayUse
  restore(now: Timestamp, saved: DayUse): void
}

export function createBudget(limit: RateLimit): Budget {
  const size = 'per' in limit ? limit.count : limit.burst
  const { reserve = 0 } = limit
  if (!(Number.isFinite(size) && size >= 1)) throw refused('limits', size, 'a number from 1 on, and an end to it')
  if (!(reserve >= 0 && reserve <= size - 1))
    throw refused('reserve', reserve, `0 to ${size - 1}, so that others can go`)
  return 'per' in limit ? calendarWindow(limit, reserve) : tokenBucket(limit, reserve)
}

/** Milliseconds are whole and tokens are not: what is missing by less than this is there. */
const hairsbreadth = 1e-9

function tokenBucket({ burst, perSecond }: TokenBucket, reserve: number): Budget {
  if (!(Number.isFinite(perSecond) && perSecond > 0))
    throw refused('perSecond', perSecond, 'a number above 0, and an end to it')
  let tokens = burst
  let countedAt = Number.NEGATIVE_INFINITY

  function count(now: Timestamp): number {
    // A clock that is put back gives nothing, and takes nothing: from there on it counts again.
    if (now > countedAt && tokens < burst) tokens = Math.min(burst, tokens + ((now - countedAt) * perSecond) / 1000)
    countedAt = now
    return tokens
  }
  const kept = (urgent: boolean) => (urgent ? 0 : reserve)

  return {
    most: (urgent) => burst - kept(urgent),
    available: (now, urgent) => Math.max(0, Math.floor(count(now) - kept(urgent) + hairsbreadth)),
    waitMs(now, cost, urgent) {
      const missing = cost + kept(urgent) - count(now)
      return missing <= hairsbreadth ? 0 : Math.ceil((missing / perSecond) * 1000)
    },
    spend(now, cost) {
      tokens = count(now) - cost
    },
  }
}

function calendarWindow({ count, per, timeZone = 'UTC' }: CalendarWindow, reserve: number): Budget {
  const bounds = windowBounds(per, timeZone)
  let window = ''
  let end = Number.NEGATIVE_INFINITY
  let used = 0

  /** A clock that is put back stays in the window it had reached. */
  function turn(now: Timestamp): void {
    if (now < end) return
    const { name, end: next } = bounds(now)
    if (name !== window) used = 0
    window = name
    end = next
  }
  function left(now: Timestamp, urgent: boolean): number {
    turn(now)
    return Math.max(0, count - used - (urgent ? 0 : reserve))
  }

  return {
    most: (urgent) => count - (urgent ? 0 : reserve),
    available: left,
    waitMs: (now, cost, urgent) => (left(now, urgent) >= cost ? 0 : end - now),
    spend(now, cost) {
      turn(now)
      used += cost
    },
    ...(per === 'day' && {
      day: {
        key: `day ${timeZone}`,
        read: () => ({ window, used }),
        restore(now, saved) {
          turn(now)
          // One of a later day was written before the clock was put back; taking it for today's errs on the safe side.
          if (saved.window >= window) used = Math.max(used, saved.used)
        },
      },
    }),
  }
}

type Bounds = (now: Timestamp) => { readonly name: string; readonly end: Timestamp }

function windowBounds(per: CalendarWindow['per'], timeZone: string): Bounds {
  const text = localTime(timeZone)
  // Every zone's seconds and minutes begin together.
  if (per === 'second' || per === 'minute') {
    const length = per === 'second' ? 1_000 : 60_000
    return (now) => {
      const index = Math.floor(now / length)
      return { name: String(index), end: (index + 1) * length }
    }
  }
  const digits = per === 'day' ? 'YYYY-MM-DD'.length : 'YYYY-MM-DD HH'.length
  const nameAt = (time: Timestamp) => text(time).slice(0, digits)
  // An hour that is lived twice when summer ends is one window, and no day is longer than 25 hours.
  const longestMs = (per === 'day' ? 26 : 3) * 3_600_000
  return (now) => {
    const name = nameAt(now)
    let [inside, outside] = [now, now + longestMs]
    while (outside - inside > 1) {
      const middle = Math.floor((inside + outside) / 2)
      if (nameAt(middle) === name) inside = middle
      else outside = middle
    }
    return { name, end: outside }
  }
}

/** Moments as `YYYY-MM-DD HH:mm:ss` of a zone, which sort as they follow each other. */
function localTime(timeZone: string): (time: Timestamp) => string {
  try {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    return (time) => format.format(time)
  } catch {
    throw refused('timeZone', timeZone, 'an IANA name such as Asia/Kolkata')
  }
}

function refused(option: string, value: number | string, expected: string): ShagunError<'invalid-options'> {
  return new ShagunError('invalid-options', `A limit's ${option} is ${value}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}
