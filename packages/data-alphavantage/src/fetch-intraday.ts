import { adjustBars, type Bars, barsBetween, createBars, isShagunError, joinBars, ShagunError } from '@shagun/core'
import { type BarQuery, createZone, type Zone } from '@shagun/core/adapter'
import { readEverySplit } from './actions.ts'
import { type Desk, entitled, seriesIn, symbolOf, toBars } from './desk.ts'
import { fetchDaily } from './fetch-daily.ts'
import type { Listing, Pair, Stock } from './listing.ts'
import { source } from './source.ts'
import type { Interval } from './timeframes.ts'

/** Before it there are no bars. */
const firstDay = Date.UTC(2000, 0, 2)

/** Bars within a day: of shares a month a request, of currencies the latest ones. */
export async function fetchIntraday(
  desk: Desk,
  listing: Listing,
  query: BarQuery,
  interval: Interval,
  signal: AbortSignal | undefined,
): Promise<Bars> {
  if (listing.kind === 'pair') return fetchLatest(desk, listing, query, interval, signal)
  if (!listing.isInUnitedStates) throw onlyDays(query)
  const months = monthsOf(desk, query, listing)
  desk.client.checkBudget(months.length, `${query.timeframe} bars of ${query.instrument} over ${months.length} months`)
  const parts: Bars[] = []
  let absent: unknown
  for (const month of months) {
    try {
      parts.push(await fetchMonth(desk, listing, query, interval, month, signal))
    } catch (error) {
      // Before it was listed there is nothing, and the vendor says so as it does of a symbol that is unknown.
      if (!isShagunError(error, 'not-found')) throw error
      absent = error
    }
  }
  if (parts.length === 0 && absent !== undefined) throw absent
  const bars = joinBars(query.instrument, query.timeframe, parts)
  return query.adjustment === 'splits' && bars.length > 0 ? adjustForSplits(desk, listing, bars, signal) : bars
}

/** The vendor adjusts within a day for splits and dividends together, so that splits alone are taken from the days. */
async function adjustForSplits(desk: Desk, listing: Stock, raw: Bars, signal: AbortSignal | undefined): Promise<Bars> {
  const { instrument, calendar } = listing
  const days = { from: raw.time[0]!, timeframe: '1d' } as const
  const { series } = await fetchDaily(desk, listing, days, signal, 'TIME_SERIES_DAILY_ADJUSTED')
  const splits = readEverySplit(series, instrument, calendar)
  const bars = adjustBars(raw, splits, 'splits')
  const last = bars.time.at(-1)!
  const later = splits.reduce((all, { exDate, ...each }) => (exDate > last ? all * each.ratio : all), 1)
  const scaled = (column: Bars['open'], by: number): Float64Array => column.map((value) => value * by)
  return createBars(instrument, raw.timeframe, {
    time: bars.time,
    open: scaled(bars.open, 1 / later),
    high: scaled(bars.high, 1 / later),
    low: scaled(bars.low, 1 / later),
    close: scaled(bars.close, 1 / later),
    volume: scaled(bars.volume, later),
  })
}

async function fetchMonth(
  desk: Desk,
  listing: Stock,
  { timeframe, adjustment = 'none', instrument }: BarQuery,
  { name, lengthMs }: Interval,
  month: string,
  signal: AbortSignal | undefined,
): Promise<Bars> {
  const reply = await desk.client.ask({
    function: 'TIME_SERIES_INTRADAY',
    parameters: {
      ...symbolOf(listing),
      interval: name,
      month,
      outputsize: 'full',
      adjusted: String(adjustment === 'splits-and-dividends'),
      extended_hours: String(desk.extendedHours),
      // A month of minutes is a sixth of the size so.
      datatype: 'csv',
      ...entitled(desk, listing),
    },
    about: `${instrument} in ${month}`,
    signal,
  })
  const bars = toBars(desk, listing, timeframe, seriesIn(reply, instrument), lengthMs)
  // The latest days have been seen in place of a month, and the days of two answers would overlap.
  return ofMonth(bars, month, createZone(listing.calendar.timeZone))
}

function ofMonth(bars: Bars, month: string, zone: Zone): Bars {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return barsBetween(bars, zone.toUtc(Date.UTC(year, number - 1)), zone.toUtc(Date.UTC(year, number)))
}

async function fetchLatest(
  desk: Desk,
  listing: Pair,
  { timeframe, from }: BarQuery,
  { name, lengthMs }: Interval,
  signal: AbortSignal | undefined,
): Promise<Bars> {
  const parameters = { ...symbolOf(listing), interval: name, outputsize: 'full' }
  const { instrument } = listing
  const reply = await desk.client.ask({ function: 'FX_INTRADAY', parameters, about: instrument, signal })
  const bars = toBars(desk, listing, timeframe, seriesIn(reply, instrument), lengthMs)
  const [first] = bars.time
  if (first !== undefined && from < first - weekendMs) throw tooShort(instrument, timeframe, first)
  return bars
}

/** Currencies rest over it: bars that begin after one may be all there are. */
const weekendMs = 50 * 3_600_000

/** The months of the exchange's clock in which a range has sessions, as `2026-05`, as far as there can be any bars. */
function monthsOf({ clock, extendedHours }: Desk, { from, to }: BarQuery, { calendar }: Listing): readonly string[] {
  const zone = createZone(calendar.timeZone)
  const monthAt = (time: number): number => {
    const local = new Date(time + zone.offsetAt(time))
    return local.getUTCFullYear() * 12 + local.getUTCMonth()
  }
  const start = Math.max(from, firstDay)
  const end = Math.min(to - 1, clock.now())
  if (end < start) return []
  const first = monthAt(extendedHours ? start : calendar.nextOpen(start - 1))
  const last = monthAt(extendedHours || calendar.isOpen(end) ? end : calendar.previousClose(end))
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const month = first + i
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  })
}

function onlyDays({ instrument, timeframe }: BarQuery): ShagunError {
  const message = `Alpha Vantage has no ${timeframe} bars of ${instrument}: within a day it has US listings and currencies alone. Ask for 1d, 1w or 1mo, or let another provider serve it.`
  return new ShagunError('unsupported', message, { details: { feature: `${instrument} ${timeframe}`, by: source } })
}

function tooShort(instrument: string, timeframe: string, first: number): ShagunError {
  const since = new Date(first).toISOString()
  const message = `Alpha Vantage has ${timeframe} bars of ${instrument} only since ${since}, which is not all that was asked for. Ask from then on, or let another provider serve it.`
  return new ShagunError('unsupported', message, { details: { feature: `${instrument} ${timeframe}`, by: source } })
}
