import { invalidOption, type ShagunError } from '../errors.ts'

/** Epoch milliseconds, UTC. */
export type Timestamp = number

/** How long a bar lasts: `1m`, `15m`, `1h`, `1d`, `1w`, `1mo`. */
export type Timeframe = `${number}${'s' | 'm' | 'h' | 'd' | 'w' | 'mo'}`

/** What a timeframe counts. */
export type TimeframeUnit = 's' | 'm' | 'h' | 'd' | 'w' | 'mo'

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

/** @throws ShagunError `invalid-options` for what is no timeframe */
export function readTimeframe(timeframe: Timeframe): { readonly count: number; readonly unit: TimeframeUnit } {
  if (!isTimeframe(timeframe)) throw noTimeframe(timeframe)
  const count = Number.parseInt(timeframe, 10)
  return { count, unit: timeframe.slice(String(count).length) as TimeframeUnit }
}

export function noTimeframe(value: string): ShagunError {
  return invalidOption('The timeframe is', 'timeframe', value, 'a whole number of s, m, h, d, w or mo, such as 15m')
}
