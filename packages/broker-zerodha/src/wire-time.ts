import type { Timestamp } from '@shagun/core'

const indiaMs = 19_800_000

/** Kite's times without an offset, as `2021-05-31 09:18:57`, are India's. `undefined` for what is none. */
export function parseTime(text: unknown): Timestamp | undefined {
  if (typeof text !== 'string') return undefined
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(text)
  const utc = found === null ? Number.NaN : Date.parse(`${found[1]}T${found[2]}Z`)
  return Number.isNaN(utc) ? undefined : utc - indiaMs
}

/** A moment as Kite wants to be asked for it. */
export function timeText(time: Timestamp): string {
  return new Date(time + indiaMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** The day in India, as a count. */
export function dayOf(time: Timestamp): number {
  return Math.floor((time + indiaMs) / 86_400_000)
}
