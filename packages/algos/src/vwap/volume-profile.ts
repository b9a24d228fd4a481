import { type Bars, barClose, type Calendar, type Timestamp } from '@shagun/core'
import { invalid, requireOneOf } from '../schedule/schedule-params.ts'
import { elapsedAt, tradingSpans } from '../schedule/trading-time.ts'

/** How much usually trades when in a day: plain data, to be computed once and kept. */
export interface VolumeProfile {
  /** How long a bin is, ms. */
  readonly binMs: number
  /** Units that trade in each bin, the first of which begins with the day's first session, or at midnight UTC without a calendar. */
  readonly volumes: readonly number[]
  /** How many days it is made of. */
  readonly days: number
}

/** How {@link volumeProfile} reads history. */
export interface VolumeProfileOptions {
  /** When the venue trades. Default: around the clock, in days of UTC. */
  readonly calendar?: Calendar
  /** What stands for a bin of several days. Default: `median`. */
  readonly method?: 'median' | 'trimmed-mean'
  /** The share of days that a trimmed mean leaves out at either end, 0 to below 0.5. Default: 0.1. */
  readonly trim?: number
  /** How many of the last days count at most. Default: 30. */
  readonly days?: number
  /** Only this day of the week, from 1 for Monday to 7 for Sunday. Default: all. */
  readonly weekday?: number
}

/**
 * The usual course of volume over a day, from bars within days, such as 20 to 30 days of `5m`.
 *
 * Bars count by how long after the day's first session they open, wherever clocks change. Half days and special sessions,
 * shorter than nine tenths of the usual day, are left out, and so are days whose whole volume is an outlier: more
 * than three robust deviations of the logarithm, and a factor of three, from the median. Without a calendar nobody knows
 * a half day. A bar that is missing had no volume; one outside of sessions does not count.
 *
 * @throws ShagunError `invalid-options` for bars of a day or longer, for options without meaning, and where no day is left
 * @example
 * ```ts
 * import { volumeProfile, vwap } from '@shagun/algos'
 * import { type Bars, nse } from '@shagun/core'
 *
 * function buyWithVolume(fiveMinutes: Bars) {
 *   const profile = volumeProfile(fiveMinutes, { calendar: nse(), days: 20 })
 *   return vwap({ instrument: 'NSE:INFY', side: 'buy', quantity: 5000, durationMs: 7_200_000, profile })
 * }
 * ```
 */
export function volumeProfile(bars: Bars, options: VolumeProfileOptions = {}): VolumeProfile {
  const { calendar, method = 'median', trim = 0.1, days: most = 30, weekday } = options
  requireOneOf('method', method, ['median', 'trimmed-mean'])
  if (!(trim >= 0 && trim < 0.5)) throw invalid('trim', trim, 'a share from 0 to below 0.5')
  if (!(Number.isSafeInteger(most) && most > 0)) throw invalid('days', most, 'a whole number above 0')
  if (weekday !== undefined && !(Number.isInteger(weekday) && weekday >= 1 && weekday <= 7))
    throw invalid('weekday', weekday, 'a day from 1 for Monday to 7 for Sunday')
  const binMs = barClose(0, bars.timeframe)
  if (!(binMs > 0 && binMs < dayMs)) throw invalid('bars', bars.timeframe, 'bars within days, such as 5m')

  const found = usualDays(
    daysOf(bars, binMs, calendar).filter((day) => weekday === undefined || day.weekday === weekday),
  )
  const days = found.slice(-most)
  if (days.length === 0)
    throw invalid('bars', `${bars.length} of ${bars.instrument}`, 'at least one whole day that traded')
  const bins = Math.max(...days.map(({ volumes }) => volumes.length))
  const middle = method === 'median' ? median : (values: number[]) => trimmedMean(values, trim)
  const volumes = Array.from({ length: bins }, (_, bin) => middle(days.map((day) => day.volumes[bin] ?? 0)))
  return { binMs, volumes, days: days.length }
}

/** When the bins of a profile begin at a moment's day. */
export function dayOrigin(at: Timestamp, calendar: Calendar | undefined): Timestamp | undefined {
  return calendar === undefined ? Math.floor(at / dayMs) * dayMs : calendar.day(at).sessions[0]?.open
}

interface Day {
  readonly origin: Timestamp
  readonly weekday: number
  /** How long it trades. */
  readonly lengthMs: number
  readonly volumes: number[]
}

function daysOf({ time, volume, length }: Bars, binMs: number, calendar: Calendar | undefined): Day[] {
  const days: Day[] = []
  for (let i = 0; i < length; i++) {
    const at = time[i]!
    if (calendar !== undefined && !calendar.isOpen(at)) continue
    const origin = dayOrigin(at, calendar)!
    let day = days.at(-1)
    if (day?.origin !== origin) days.push((day = newDay(origin, calendar)))
    const bin = Math.floor((at - origin) / binMs)
    day.volumes[bin] = (day.volumes[bin] ?? 0) + volume[i]!
  }
  for (const { volumes } of days) for (let bin = 0; bin < volumes.length; bin++) volumes[bin] ??= 0
  return days
}

function newDay(origin: Timestamp, calendar: Calendar | undefined): Day {
  const day = calendar?.day(origin)
  const date = day === undefined ? new Date(origin) : new Date(day.date)
  const spans = day === undefined ? [] : tradingSpans({ from: day.start, to: day.end }, calendar)
  return {
    origin,
    weekday: date.getUTCDay() || 7,
    lengthMs: day === undefined ? dayMs : elapsedAt(spans, day.end),
    volumes: [],
  }
}

function usualDays(days: readonly Day[]): Day[] {
  const whole = median(days.map(({ lengthMs }) => lengthMs))
  const traded = days
    .filter(({ lengthMs }) => lengthMs >= 0.9 * whole)
    .map((day) => ({ day, volume: Math.log(day.volumes.reduce((sum, each) => sum + each, 0)) }))
    .filter(({ volume }) => volume > Number.NEGATIVE_INFINITY)
  const center = median(traded.map(({ volume }) => volume))
  const deviation = 1.4826 * median(traded.map(({ volume }) => Math.abs(volume - center)))
  const furthest = Math.max(3 * deviation, Math.log(3))
  return traded.filter(({ volume }) => Math.abs(volume - center) <= furthest).map(({ day }) => day)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  if (sorted.length === 0) return 0
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

function trimmedMean(values: readonly number[], trim: number): number {
  const left = Math.floor(values.length * trim)
  const kept = values.toSorted((a, b) => a - b).slice(left, values.length - left)
  return kept.reduce((sum, value) => sum + value, 0) / kept.length
}

const dayMs = 86_400_000
