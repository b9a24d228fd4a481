/** Epoch milliseconds, UTC. */
export type Timestamp = number

/** How long a bar lasts: `1m`, `15m`, `1h`, `1d`, `1w`, `1mo`. */
export type Timeframe = `${number}${'s' | 'm' | 'h' | 'd' | 'w' | 'mo'}`

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** A whole number of seconds, minutes, hours, days, weeks or months. */
export function isTimeframe(text: string): text is Timeframe {
  return /^[1-9]\d*(?:s|m|h|d|w|mo)$/.test(text)
}

/**
 * When a bar that opened at `open` is complete, by the length of its timeframe alone.
 *
 * Months are counted in UTC. A session may end a bar sooner; a calendar knows that, a timeframe does not.
 */
export function barClose(open: Timestamp, timeframe: Timeframe): Timestamp {
  const count = Number.parseInt(timeframe, 10)
  const unit = timeframe.slice(String(count).length)
  const length = unitMs[unit]
  if (length !== undefined) return open + count * length
  const date = new Date(open)
  return date.setUTCMonth(date.getUTCMonth() + count)
}
