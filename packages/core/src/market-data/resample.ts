import { type Bars, createGrowingBars } from '../model/bars.ts'
import type { Calendar } from '../model/calendar.ts'
import type { Timeframe, Timestamp } from '../model/time.ts'
import { createBarBuilder } from './bar-builder.ts'

/** How {@link resample} goes about what is not there. */
export interface ResampleOptions {
  /** Leaves out bars that close after this moment, and fills gaps up to it. Default: the last bar may still be forming. */
  readonly until?: Timestamp
  /** `previous-close` puts a bar without volume, at the last price, where nothing traded during a session. Default: `none`. */
  readonly fill?: 'none' | 'previous-close'
}

/**
 * Longer bars from shorter ones, along a calendar.
 *
 * Bars within a day begin anew with each session, so those of an hour at NSE open at 09:15; a day is its sessions, and is
 * stamped by the open of the first. What lies outside of every session is left out. Without a calendar the venue never
 * closes, and its days are those of UTC.
 *
 * @throws ShagunError `invalid-options` where the timeframe is no multiple of that of the bars
 * @example
 * ```ts
 * import { type Bars, nse, resample } from '@shagun/core'
 *
 * function hours(minutes: Bars): Bars {
 *   return resample(minutes, '1h', nse())
 * }
 * ```
 */
export function resample(bars: Bars, timeframe: Timeframe, calendar?: Calendar, options: ResampleOptions = {}): Bars {
  const { until, fill = 'none' } = options
  const { instrument } = bars
  const made = createGrowingBars(instrument, timeframe)
  const builder = createBarBuilder({
    instrument,
    timeframes: [timeframe],
    calendar,
    fill,
    onBar(bar, close) {
      if (until === undefined || close <= until) made.append(bar)
    },
  })
  builder.addBars(bars)
  if (until !== undefined) builder.advance(until)
  else {
    const forming = builder.current(timeframe)
    if (forming !== undefined) made.append(forming)
  }
  return made.current()
}
