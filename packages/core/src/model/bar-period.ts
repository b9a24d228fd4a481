import { invalidOption } from '../errors.ts'
import type { Calendar } from './calendar.ts'
import { isTimeframe, noTimeframe, readTimeframe, type Timeframe, type TimeframeUnit, type Timestamp } from './time.ts'

/** The time that one bar is about. */
export interface BarPeriod {
  readonly open: Timestamp
  /** The first moment that no longer belongs to it. */
  readonly close: Timestamp
}

const dayMs = 86_400_000
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs }
const withinDayUnits: readonly TimeframeUnit[] = ['s', 'm', 'h']

/**
 * When a bar that opened at `open` is complete: along a calendar where one is given, else by the length of its timeframe.
 *
 * Along a calendar a bar closes with its session at the latest, and one of days, weeks or months with the last session in
 * them. Without one, months are counted in UTC, from the last day of one to the last day of another: so open the months
 * of zones in the east.
 *
 * @throws ShagunError `invalid-options` for what is no timeframe
 * @example
 * ```ts
 * import { barClose, nse } from '@shagun/core'
 *
 * barClose(Date.UTC(2026, 0, 5), '1d') === Date.UTC(2026, 0, 6) // true
 * barClose(Date.UTC(2026, 0, 31), '1mo') === Date.UTC(2026, 1, 28) // true
 * // The last hour of NSE has a quarter: from 15:15 to 15:30 in Mumbai.
 * barClose(Date.UTC(2026, 0, 5, 9, 45), '1h', nse()) === Date.UTC(2026, 0, 5, 10) // true
 * ```
 */
export function barClose(open: Timestamp, timeframe: Timeframe, calendar?: Calendar): Timestamp {
  if (calendar !== undefined) {
    const period = createPeriods(timeframe, calendar)(open)
    if (period !== undefined) return period.close
  }
  const count = Number.parseInt(timeframe, 10)
  const length = unitMs[timeframe.slice(String(count).length)]
  if (length !== undefined && count > 0) return open + count * length
  if (!isTimeframe(timeframe)) throw noTimeframe(timeframe)
  return addMonths(open, count)
}

/**
 * The bar of a timeframe that a moment falls into, by when it opens and closes.
 *
 * Bars within a day begin anew with each session, so those of an hour at NSE open at 09:15, and the last one of a session
 * is shorter. A day, week or month opens with its first session and closes with its last; weeks begin on Monday, and
 * several days, weeks or months in one are counted from Monday 1970-01-05, or January. Without a calendar the venue never
 * closes, its days are those of UTC, and bars of seconds to hours are counted from 1970 on.
 *
 * @returns `undefined` for a bar within a day where no session is on
 * @throws ShagunError `invalid-options` for what is no timeframe
 * @example
 * ```ts
 * import { barPeriod, nse } from '@shagun/core'
 *
 * const hour = barPeriod(Date.UTC(2026, 0, 5, 5), '1h', nse()) // 10:15 to 11:15 in Mumbai
 * ```
 */
export function barPeriod(at: Timestamp, timeframe: Timeframe, calendar?: Calendar): BarPeriod | undefined {
  return createPeriods(timeframe, calendar)(at)
}

/** {@link barPeriod} for many moments. */
export function createPeriods(
  timeframe: Timeframe,
  calendar: Calendar | undefined,
): (at: Timestamp) => BarPeriod | undefined {
  const { count, unit } = readTimeframe(timeframe)
  if (withinDayUnits.includes(unit)) return withinDay(count * unitMs[unit]!, calendar)
  const daysFrom = unit === 'mo' ? months(count) : days(unit === 'w' ? count * 7 : count)
  if (calendar === undefined)
    return (at) => {
      const [first, end] = daysFrom(Math.floor(at / dayMs))
      return { open: first * dayMs, close: end * dayMs }
    }
  return (at) => {
    const { date, start } = calendar.day(at)
    const number = Date.parse(date) / dayMs
    // The noon of another day is found by counting, wherever clocks change between.
    const midnight = (other: number): Timestamp => calendar.day(start + (other - number) * dayMs + dayMs / 2).start
    const [first, end] = daysFrom(number)
    const [from, to] = [midnight(first), midnight(end)]
    const open = calendar.nextOpen(from - 1)
    return open < to ? { open, close: calendar.previousClose(to) } : { open: from, close: to }
  }
}

/** Whether bars of a timeframe lie within a day: those of seconds, minutes and hours. */
export function isWithinDay(timeframe: Timeframe): boolean {
  return withinDayUnits.includes(readTimeframe(timeframe).unit)
}

/**
 * The first moment of a bar from elsewhere at which the venue traded: vendors stamp days by midnight, and hours by the
 * clock where the session began within them.
 *
 * @param end - when the bar is over, by the length of its timeframe
 * @returns `undefined` where no session reaches into it
 */
export function tradedFrom(open: Timestamp, end: Timestamp, calendar: Calendar): Timestamp | undefined {
  if (calendar.isOpen(open)) return open
  const next = calendar.nextOpen(open)
  return next < end ? next : undefined
}

/**
 * Bars of one timeframe make up bars of another if none of them reaches over the border between two.
 *
 * @throws ShagunError `invalid-options` where they do not
 */
export function checkMultiple(from: Timeframe, to: Timeframe, calendar: Calendar | undefined): void {
  const [fine, coarse] = [readTimeframe(from), readTimeframe(to)]
  if (from === to || isMultiple(fine, coarse, calendar !== undefined)) return
  throw invalidOption('The timeframe is', 'timeframe', to, `a multiple of ${from}, of which it is made`)
}

type Read = ReturnType<typeof readTimeframe>

function isMultiple(fine: Read, coarse: Read, hasSessions: boolean): boolean {
  if (fine.unit === 'mo') return coarse.unit === 'mo' && coarse.count % fine.count === 0
  const fineMs = fine.count * unitMs[fine.unit]!
  const [fineWithin, coarseWithin] = [fine, coarse].map(({ unit }) => withinDayUnits.includes(unit))
  // Sessions end bars within a day, and no session reaches into another day.
  if (fineWithin && !coarseWithin) return hasSessions || dayMs % fineMs === 0
  if (coarseWithin && !fineWithin) return false
  if (coarse.unit === 'mo') return fineMs === dayMs
  return (coarse.count * unitMs[coarse.unit]!) % fineMs === 0
}

function withinDay(length: number, calendar: Calendar | undefined): (at: Timestamp) => BarPeriod | undefined {
  if (calendar === undefined)
    return (at) => {
      const open = Math.floor(at / length) * length
      return { open, close: open + length }
    }
  return (at) => {
    const session = calendar.session(at)
    if (session === undefined || at < session.open || at >= session.close) return undefined
    const open = session.open + Math.floor((at - session.open) / length) * length
    return { open, close: Math.min(open + length, session.close) }
  }
}

/** Days since 1970-01-01 that an event falls among: the first of its period, and the first after it. */
type DaysOf = (number: number) => readonly [number, number]

/** Monday 1970-01-05. */
const firstMonday = 4

function days(count: number): DaysOf {
  return (number) => {
    const first = firstMonday + Math.floor((number - firstMonday) / count) * count
    return [first, first + count]
  }
}

function months(count: number): DaysOf {
  return (number) => {
    const date = new Date(number * dayMs)
    const months = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
    const first = Math.floor(months / count) * count
    return [Date.UTC(1970, first) / dayMs, Date.UTC(1970, first + count) / dayMs]
  }
}

function addMonths(time: Timestamp, count: number): Timestamp {
  const date = new Date(time)
  const isLastDay = new Date(time + dayMs).getUTCDate() === 1
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + count]
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return date.setUTCMonth(month, isLastDay ? lastDay : Math.min(date.getUTCDate(), lastDay))
}
