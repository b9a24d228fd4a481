import { ShagunError } from '../errors.ts'

/** Epoch milliseconds, UTC. */
export type Timestamp = number

/** How long a bar lasts: `1m`, `15m`, `1h`, `1d`, `1w`, `1mo`. */
export type Timeframe = `${number}${'s' | 'm' | 'h' | 'd' | 'w' | 'mo'}`

const dayMs = 86_400_000
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs }

/**
 * Tells whether text is a timeframe: a whole number of seconds, minutes, hours, days, weeks or months.
 *
 * @example
 * ```ts
 * import { isTimeframe } from '@shagun/core/adapter'
 *
 * isTimeframe('15m') // true
 * isTimeframe('1y') // false
 * ```
 */
export function isTimeframe(text: string): text is Timeframe {
  return /^[1-9]\d*(?:s|m|h|d|w|mo)$/.test(text)
}

/**
 * When a bar that opened at `open` is complete, by the length of its timeframe alone.
 *
 * Months are counted in UTC, from the last day of one to the last day of another: so open the months of zones in the
 * east. A session may end a bar sooner; a calendar knows that, a timeframe does not.
 *
 * @throws ShagunError `invalid-options` for what is no timeframe
 * @example
 * ```ts
 * import { barClose } from '@shagun/core'
 *
 * barClose(Date.UTC(2026, 0, 5), '1d') === Date.UTC(2026, 0, 6) // true
 * barClose(Date.UTC(2026, 0, 31), '1mo') === Date.UTC(2026, 1, 28) // true
 * ```
 */
export function barClose(open: Timestamp, timeframe: Timeframe): Timestamp {
  const count = Number.parseInt(timeframe, 10)
  const length = unitMs[timeframe.slice(String(count).length)]
  if (length !== undefined && count > 0) return open + count * length
  if (!isTimeframe(timeframe)) throw noTimeframe(timeframe)
  return addMonths(open, count)
}

function addMonths(time: Timestamp, count: number): Timestamp {
  const date = new Date(time)
  const isLastDay = new Date(time + dayMs).getUTCDate() === 1
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + count]
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return date.setUTCMonth(month, isLastDay ? lastDay : Math.min(date.getUTCDate(), lastDay))
}

function noTimeframe(value: string): ShagunError {
  const expected = 'a whole number of s, m, h, d, w or mo, such as 15m'
  return new ShagunError('invalid-options', `The timeframe is ${value}; expected ${expected}.`, {
    details: { option: 'timeframe', value, expected },
  })
}
