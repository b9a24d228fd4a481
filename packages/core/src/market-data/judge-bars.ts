import { type AnyShagunError, isShagunError, ShagunError } from '../errors.ts'
import { barClose, createPeriods } from '../model/bar-period.ts'
import { type Bars, barsBetween, createBars } from '../model/bars.ts'
import type { Calendar } from '../model/calendar.ts'
import type { Timeframe, Timestamp } from '../model/time.ts'
import type { BarQuery } from '../ports/data-provider.ts'
import type { TimeRange } from '../ports/storage.ts'
import { dueSince } from './freshness.ts'

/**
 * The complete bars of what a provider gave, within the range that it was asked for.
 *
 * @throws ShagunError `invalid-data` for what cannot be believed
 */
export function believeBars(bars: Bars, query: BarQuery, source: string, now: Timestamp, calendar?: Calendar): Bars {
  const { instrument, timeframe, from, to } = query
  if (bars.instrument !== instrument || bars.timeframe !== timeframe)
    throw otherBars(source, query, `${bars.timeframe} bars of ${bars.instrument}`)
  const asked = barsBetween(check(bars, source), from, to)
  let { length } = asked
  while (length > 0 && barClose(asked.time[length - 1]!, timeframe, calendar) > now) length--
  return asked.slice(0, length)
}

/** From when on bars may still come, or change: what is before it is known for good. */
export function settledUntil(settledAt: Timestamp, timeframe: Timeframe, calendar: Calendar | undefined): Timestamp {
  const period = createPeriods(timeframe, calendar)(settledAt)
  return period === undefined || period.close <= settledAt ? settledAt : period.open
}

/** Whether there should be more of it: nothing at all of the last session that was over, or on for a while. */
export function isDoubtful(
  bars: Bars,
  { timeframe, from, to }: BarQuery,
  now: Timestamp,
  delayMs: number,
  calendar: Calendar | undefined,
): boolean {
  if (calendar === undefined) return bars.length === 0
  const at = Math.min(now, to)
  const toleranceMs = delayMs + 60_000 + 3 * barClose(0, timeframe)
  const due = dueSince(at, toleranceMs, calendar)
  if (due < from) return bars.length === 0 && hasSession({ from, to: at - toleranceMs }, calendar)
  return bars.length === 0 || barClose(bars.time[bars.length - 1]!, timeframe, calendar) < due
}

/** Whether the venue trades at all within a range; nothing is closed for a fortnight. */
export function hasSession({ from, to }: TimeRange, calendar: Calendar): boolean {
  return to - from > 14 * 86_400_000 || (from < to && calendar.sessions(from, to).length > 0)
}

function check(bars: Bars, source: string): Bars {
  try {
    return createBars(bars.instrument, bars.timeframe, bars)
  } catch (cause) {
    if (!isShagunError(cause, 'invalid-data')) throw cause
    throw new ShagunError('invalid-data', `${source} sent bars that cannot be. ${cause.message}`, {
      details: { ...cause.details, source },
      cause,
    })
  }
}

function otherBars(source: string, { instrument, timeframe }: BarQuery, value: string): AnyShagunError {
  const expected = `${timeframe} bars of ${instrument}`
  return new ShagunError('invalid-data', `${source} sent ${value}; expected ${expected}.`, {
    details: { source, field: 'instrument', value, expected },
  })
}
