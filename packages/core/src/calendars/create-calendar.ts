import { invalidOption, type ShagunError } from '../errors.ts'
import type { Calendar, CalendarDay, Phase, Session } from '../model/calendar.ts'
import type { Timestamp } from '../model/time.ts'
import { createZone } from '../model/zone.ts'
import { type DayHours, isFault, type PhaseHours, type PhaseSpan, readHours } from './hours.ts'
import { type CalendarOverrides, concerns, isDate } from './overrides.ts'

/** Hours that hold from a date on. */
export interface DatedHours {
  /** As in `2026-08-03`. */
  readonly from: string
  readonly hours: PhaseHours
}

/** What {@link createCalendar} is told of a venue. Dates are those of its wall clock, as in `2026-11-26`. */
export interface CalendarOptions {
  /** Its name, as overrides call it. */
  readonly id: string
  /** IANA name, as in `Asia/Kolkata`. */
  readonly timeZone: string
  /** Those of a regular day: always the same, dated in rising order (the first also hold before), or by date. */
  readonly hours: PhaseHours | readonly DatedHours[] | ((date: string) => Exclude<DayHours, 'regular'>)
  /** Days of the week that are regular, from 1 for Monday to 7 for Sunday. Default: Monday to Friday. */
  readonly week?: readonly number[]
  /** Days of the week without trading. */
  readonly holidays?: readonly string[]
  /** Half days and special sessions; they count before holidays and weekends. */
  readonly days?: Readonly<Record<string, DayHours>>
  /** Days on which the venue traded outside of its regular hours, nobody knows when; they count as closed. */
  readonly hoursUnknown?: readonly string[]
  /** Years whose holidays are known. Default: all. */
  readonly knownYears?: readonly number[]
  /** What is known better; where two tell of one day, the later one holds. */
  readonly overrides?: readonly CalendarOverrides[]
  /** Told once a year when a day is asked for whose year, or whose hours, are not known. */
  readonly warn?: (message: string) => void
}

/** What every calendar that comes with the package can be told. */
export type CalendarAdditions = Pick<CalendarOptions, 'overrides' | 'warn'>

/**
 * The calendar of a venue, from its hours, holidays and special sessions.
 *
 * @throws ShagunError `invalid-options` where a date, a span or the time zone is none, or phases of a day overlap
 * @example
 * ```ts
 * import { createCalendar } from '@shagun/core'
 *
 * const london = createCalendar({
 *   id: 'LSE',
 *   timeZone: 'Europe/London',
 *   hours: { continuous: '08:00-16:30', 'closing-auction': '16:30-16:35' },
 *   holidays: ['2026-12-25', '2026-12-28'],
 *   days: { '2026-12-24': { continuous: '08:00-12:30', 'closing-auction': '12:30-12:35' } },
 *   knownYears: [2026],
 * })
 * london.isOpen(Date.UTC(2026, 6, 1, 7, 30)) // true: summer time
 * ```
 */
export function createCalendar(options: CalendarOptions): Calendar {
  const { id, timeZone, overrides = [], warn } = options
  const zone = createZone(timeZone)
  const applied = overrides.filter((each) => concerns(each, id))
  const planOf = createPlan(options, applied)
  const knownYears =
    options.knownYears && new Set([...options.knownYears, ...applied.flatMap((each) => each.knownYears ?? [])])
  const isKnownYear = (year: number): boolean => knownYears?.has(year) ?? true
  const warned = new Set<string>()
  const days = new Map<number, Day>()

  function warnOnce(message: string): void {
    if (warn === undefined || warned.has(message)) return
    warned.add(message)
    warn(message)
  }

  function dayNumbered(number: number): Day {
    let day = days.get(number)
    if (day === undefined) days.set(number, (day = build(number)))
    return day
  }

  function build(number: number): Day {
    const midnight = number * dayMs
    const date = new Date(midnight).toISOString().slice(0, 10)
    const plan = planOf(number, date)
    const year = new Date(midnight).getUTCFullYear()
    if (plan === 'unknown')
      warnOnce(
        `${id} traded on ${date}, at hours that its calendar does not know; it counts as closed. Give them as an override.`,
      )
    if (!isKnownYear(year))
      warnOnce(
        `The calendar of ${id} does not know ${year}: the regular week is assumed, without holidays. Give them as an override.`,
      )
    const spans = (plan === 'unknown' ? [] : plan).map(({ phase, from, to }) => ({
      phase,
      from: zone.toUtc(midnight + from * minuteMs),
      to: zone.toUtc(midnight + to * minuteMs),
    }))
    return {
      number,
      date,
      start: zone.toUtc(midnight),
      end: zone.toUtc(midnight + dayMs),
      spans,
      sessions: sessionsOf(date, spans),
    }
  }

  // Nearly every question is about the day of the one before.
  let recent = nowhere
  function dayAt(at: Timestamp): Day {
    return at >= recent.start && at < recent.end ? recent : (recent = find(at))
  }

  function find(at: Timestamp): Day {
    if (!(Math.abs(at) <= latest)) throw noMoment(at)
    let day = dayNumbered(Math.floor(at / dayMs))
    while (at < day.start) day = dayNumbered(day.number - 1)
    while (at >= day.end) day = dayNumbered(day.number + 1)
    return day
  }

  /** The first that `pick` finds in the sessions of a day, going on from there. */
  function search(at: Timestamp, step: 1 | -1, pick: (sessions: readonly Session[]) => Session | undefined): Session {
    const { number } = dayAt(at)
    for (let i = 0; i < searchDays; i++) {
      const found = pick(dayNumbered(number + i * step).sessions)
      if (found !== undefined) return found
    }
    throw invalid('hours', 'no session within ten years', 'days on which the venue trades')
  }

  return {
    id,
    timeZone,
    isKnownYear,
    isOpen(at) {
      const { sessions } = dayAt(at)
      for (let i = 0; i < sessions.length; i++) if (at < sessions[i]!.close) return at >= sessions[i]!.open
      return false
    },
    phase: (at) => dayAt(at).spans.find(({ from, to }) => at >= from && at < to)?.phase ?? 'closed',
    day: dayAt,
    session(at) {
      const { sessions } = dayAt(at)
      return sessions.find(({ close }) => at < close) ?? sessions.at(-1)
    },
    isTradingDay: (at) => dayAt(at).sessions.length > 0,
    nextOpen: (at) => search(at, 1, (sessions) => sessions.find(({ open }) => open > at)).open,
    nextClose: (at) => search(at, 1, (sessions) => sessions.find(({ close }) => close > at)).close,
    previousClose: (at) => search(at, -1, (sessions) => sessions.findLast(({ close }) => close <= at)).close,
    tradingDaysBetween(from, to) {
      const [first, last] = [dayAt(from).number, dayAt(to).number]
      let count = 0
      for (let n = Math.min(first, last) + 1; n <= Math.max(first, last); n++)
        if (dayNumbered(n).sessions.length > 0) count++
      return last < first ? -count : count
    },
    sessions(from, to) {
      const found: Session[] = []
      const last = dayAt(to).number
      for (let n = dayAt(from).number; n <= last; n++)
        for (const session of dayNumbered(n).sessions)
          if (session.open < to && session.close > from) found.push(session)
      return found
    },
  }
}

const minuteMs = 60_000
const dayMs = 86_400_000
/** Ten years. */
const searchDays = 3_660
/** Dates end at 8.64e15; a few days less, so that their neighbours are dates, too. */
const latest = 8.63e15

interface Day extends CalendarDay {
  /** Days since 1970-01-01. */
  readonly number: number
  readonly spans: readonly { readonly phase: Phase; readonly from: Timestamp; readonly to: Timestamp }[]
}

/** No moment lies in it. */
const nowhere: Day = {
  number: 0,
  date: '',
  start: Number.POSITIVE_INFINITY,
  end: Number.NEGATIVE_INFINITY,
  spans: [],
  sessions: [],
}

type Plan = readonly PhaseSpan[] | 'unknown'

/** What is planned for each date, all of it checked at once: a wrong entry must not wait for its day. */
function createPlan(
  { hours, week = [1, 2, 3, 4, 5], holidays = [], days = {}, hoursUnknown = [] }: CalendarOptions,
  overrides: readonly CalendarOverrides[],
): (number: number, date: string) => Plan {
  const regular = readRegular(hours)
  if (week.length === 0 || !week.every((day) => Number.isInteger(day) && day >= 1 && day <= 7))
    throw invalid('week', JSON.stringify(week), 'days from 1 for Monday to 7 for Sunday')
  const exceptions = new Map<string, Plan | 'regular'>()
  for (const date of holidays) exceptions.set(checkDate('holidays', date), [])
  for (const date of hoursUnknown) exceptions.set(checkDate('hoursUnknown', date), 'unknown')
  for (const [option, listed] of [
    ['days', days] as const,
    ...overrides.map((each) => ['overrides', each.days] as const),
  ])
    for (const [date, each] of Object.entries(listed ?? {})) {
      const name = `${option}.${checkDate(option, date)}`
      exceptions.set(date, each === 'regular' ? each : readDay(name, each))
    }

  return (number, date) => {
    const exception = exceptions.get(date)
    if (exception !== undefined && exception !== 'regular') return exception
    // 1970-01-01 was a Thursday.
    const weekday = ((((number + 3) % 7) + 7) % 7) + 1
    return exception === 'regular' || week.includes(weekday) ? regular(date) : []
  }
}

function readRegular(hours: CalendarOptions['hours']): (date: string) => readonly PhaseSpan[] {
  if (typeof hours === 'function') return (date) => readDay(`hours(${date})`, hours(date))
  if (!isDated(hours)) {
    const spans = readDay('hours', hours)
    return () => spans
  }
  const dated = hours.map(({ from, hours: each }) => ({
    from: checkDate('hours', from),
    spans: readDay(`hours.${from}`, each),
  }))
  if (dated.length === 0 || dated.some(({ from }, i) => i > 0 && from <= dated[i - 1]!.from))
    throw invalid('hours', dated.map(({ from }) => from).join(', ') || '[]', 'dates in rising order, at least one')
  return (date) => (dated.findLast(({ from }) => from <= date) ?? dated[0]!).spans
}

function isDated(hours: PhaseHours | readonly DatedHours[]): hours is readonly DatedHours[] {
  return Array.isArray(hours)
}

function readDay(option: string, hours: Exclude<DayHours, 'regular'>): readonly PhaseSpan[] {
  if (hours === 'closed') return []
  const read = readHours(hours)
  if (!isFault(read)) return read
  throw invalid(read.field === '' ? option : `${option}.${read.field}`, read.value, read.expected)
}

/** Trading, and the auction that follows on it, are one session; a pause makes two. */
function sessionsOf(date: string, spans: Day['spans']): readonly Session[] {
  const sessions: Session[] = []
  for (const { phase, from, to } of spans) {
    if (phase !== 'continuous' && phase !== 'closing-auction') continue
    const last = sessions.at(-1)
    if (last?.close === from) sessions[sessions.length - 1] = { date, open: last.open, close: to }
    else sessions.push({ date, open: from, close: to })
  }
  return sessions
}

function checkDate(option: string, date: string): string {
  if (isDate(date)) return date
  throw invalid(option, JSON.stringify(date), 'a date, such as 2026-11-26')
}

function noMoment(at: unknown): ShagunError {
  return invalid('at', String(at), 'epoch milliseconds')
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return invalidOption(`The calendar's ${option} is`, option, value, expected)
}
