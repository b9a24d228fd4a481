import { type Product, ShagunError, type Timestamp } from '@shagun/core'
import { createZone } from '@shagun/core/adapter'

/** When a broker closes what was to be closed within the day. */
export interface SquareOff {
  /** On the wall clock of its exchange, every day: `15:20`. */
  readonly at: string
  /** IANA name, such as `Asia/Kolkata`. */
  readonly timeZone: string
  /** Default: `intraday` alone. */
  readonly products?: readonly Product[]
}

/** A time of day that comes once a day. */
export interface CutOff {
  /** When it last came, at this moment or before. */
  last(now: Timestamp): Timestamp
  /** Whether it has come on the day of this moment, so that the rest of the day is after it. */
  isPast(now: Timestamp): boolean
}

const dayMs = 86_400_000

/** @throws ShagunError `invalid-options` where there is no such time or zone */
export function createCutOff({ at, timeZone }: SquareOff): CutOff {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(at) ?? []
  if (hours === undefined) throw invalid(at)
  const ofDay = (Number(hours) * 60 + Number(minutes)) * 60_000
  const zone = createZone(timeZone)
  // Asked with every price; it comes once a day.
  let [from, until] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

  function last(now: Timestamp): Timestamp {
    if (now >= from && now < until) return from
    const day = Math.floor((now + zone.offsetAt(now)) / dayMs)
    const today = zone.toUtc(day * dayMs + ofDay)
    const first = today <= now ? day : day - 1
    from = zone.toUtc(first * dayMs + ofDay)
    until = zone.toUtc((first + 1) * dayMs + ofDay)
    return from
  }

  return {
    last,
    isPast(now) {
      const local = now + zone.offsetAt(now)
      return local - Math.floor(local / dayMs) * dayMs >= ofDay
    },
  }
}

function invalid(value: string): ShagunError {
  const expected = 'a time of day such as 15:20'
  return new ShagunError('invalid-options', `squareOff.at is ${value}; expected ${expected}.`, {
    details: { option: 'squareOff.at', value: String(value), expected },
  })
}
