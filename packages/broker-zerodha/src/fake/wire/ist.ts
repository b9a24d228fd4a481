import type { Timestamp } from '@shagun/core'

/** India has one clock, and never moves it. */
const offsetMs = 5.5 * 3_600_000
const dayMs = 86_400_000

/** `2026-11-26 09:15:00`, on the clock of Mumbai. */
export function istText(time: Timestamp): string {
  return new Date(time + offsetMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** `2026-11-26` */
export function istDate(time: Timestamp): string {
  return istText(time).slice(0, 10)
}

/** `09:15:00` */
export function istTime(time: Timestamp): string {
  return istText(time).slice(11)
}

/** `2017-12-15T09:15:00+0530`, as candles have it. */
export function istStamp(time: Timestamp): string {
  return `${istText(time).replace(' ', 'T')}+0530`
}

/** Reads `2026-11-26 09:15:00` or `2026-11-26`. */
export function parseIst(text: string): Timestamp | undefined {
  if (!/^\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?$/.test(text)) return undefined
  const local = Date.parse(`${text.length === 10 ? `${text} 00:00:00` : text}Z`.replace(' ', 'T'))
  return Number.isNaN(local) ? undefined : local - offsetMs
}

/** When the sessions that begin now end. */
export function nextSixInTheMorning(time: Timestamp): Timestamp {
  const sixHours = 6 * 3_600_000
  return Math.floor((time + offsetMs - sixHours) / dayMs) * dayMs + dayMs + sixHours - offsetMs
}
