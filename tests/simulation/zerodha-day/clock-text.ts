const minuteMs = 60_000
const indiaMs = 330 * minuteMs
/** Midnight before a Monday in India, on which the exchanges trade, as on the day after. */
const midnight = Date.UTC(2026, 0, 5) - indiaMs

/** A moment of the day on the clock of Mumbai; from 24 o'clock on it is one of the next day. */
export function at(hours: number, minutes = 0): number {
  return midnight + (hours * 60 + minutes) * minuteMs
}

/** `05T09:15:00.000` */
export function clockText(time: number): string {
  return new Date(time + indiaMs).toISOString().slice(8, 23)
}
