import { type Bars, barsBetween, isShagunError, joinBars, ShagunError } from '@shagun/core'
import { type BarQuery, createZone } from '@shagun/core/adapter'
import { adjustForSplits, readEverySplit } from './actions.ts'
import { type Desk, entitled, seriesIn, symbolOf, toBars } from './desk.ts'
import { fetchDaily } from './fetch-daily.ts'
import type { Listing, Pair, Stock } from './listing.ts'
import { source } from './source.ts'
import type { Interval } from './timeframes.ts'

/** What the vendor gives where it does not give all: a month of just so many bars is the end of one. */
const compactRows = 100

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
  const bars = await fetchMonths(desk, listing, query, interval, months, signal)
  return query.adjustment === 'splits' && bars.length > 0 ? bySplits(desk, listing, bars, signal) : bars
}

/**
 * Months one after the other. Before a share was listed there is nothing, nor after it was delisted, and the vendor says
 * so as it does of a symbol that is unknown; between two months that are there it is a hole.
 */
async function fetchMonths(
  desk: Desk,
  listing: Stock,
  query: BarQuery,
  interval: Interval,
  months: readonly Month[],
  signal: AbortSignal | undefined,
): Promise<Bars> {
  const parts: Bars[] = []
  const absent: { readonly name: string; readonly error: unknown }[] = []
  let hole: unknown
  for (const month of months) {
    try {
      const part = await fetchMonth(desk, listing, query, interval, month, signal)
      if (hole !== undefined) throw hole
      parts.push(part)
    } catch (error) {
      if (error === hole || !isShagunError(error, 'not-found')) throw error
      absent.push({ name: month.name, error })
      if (parts.length > 0) hole = error
    }
  }
  if (parts.length === 0 && absent.length > 0) throw absent[0]!.error
  if (absent.length > 0)
    desk.log.warn(`${source}: there are no ${query.timeframe} bars of ${query.instrument} in some months.`, {
      months: absent.map(({ name }) => name),
    })
  return joinBars(query.instrument, query.timeframe, parts)
}

/** The vendor adjusts within a day for splits and dividends together, so that splits alone are taken from the days. */
async function bySplits(desk: Desk, listing: Stock, raw: Bars, signal: AbortSignal | undefined): Promise<Bars> {
  const { instrument, calendar } = listing
  const days = { from: raw.time[0]!, timeframe: '1d' } as const
  const { series } = await fetchDaily(desk, listing, days, signal, 'TIME_SERIES_DAILY_ADJUSTED')
  return adjustForSplits(raw, readEverySplit(series, instrument, calendar))
}

async function fetchMonth(
  desk: Desk,
  listing: Stock,
  { timeframe, adjustment = 'none', instrument, from: since }: BarQuery,
  { name, lengthMs }: Interval,
  { name: month, from, to }: Month,
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
  const series = seriesIn(reply, instrument)
  const bars = toBars(desk, listing, timeframe, series, lengthMs)
  const [first] = bars.time
  const { calendar } = listing
  const start = Math.max(from, since)
  const open = calendar.isOpen(start) ? start : calendar.nextOpen(start)
  if (first !== undefined && series.rows.length === compactRows && first > open + lengthMs)
    throw tooShort(instrument, timeframe, first)
  const part = barsBetween(bars, from, to)
  if (part.length === 0 && bars.length > 0) throw otherMonth(instrument, month, bars.time[0]!)
  return part
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
  if (first !== undefined && afterWeekend(from) + lengthMs < first) throw tooShort(instrument, timeframe, first)
  return bars
}

/** Currencies rest from Friday to Sunday evening: bars that begin after it may be all there are. */
function afterWeekend(time: number): number {
  const sinceFriday = (((time - fridayEvening) % weekMs) + weekMs) % weekMs
  return sinceFriday < weekendMs ? time - sinceFriday + weekendMs : time
}

/** Friday 1970-01-02, 21:00, which is 17:00 in New York in summer; in winter all of it is an hour later. */
const fridayEvening = Date.UTC(1970, 0, 2, 21)
const weekendMs = 50 * 3_600_000
const weekMs = 7 * 86_400_000

/** A month on the exchange's clock, as `2026-05`. */
interface Month {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** The months in which a range has sessions, as far as there can be any bars. */
function monthsOf({ clock, extendedHours }: Desk, { from, to }: BarQuery, { calendar }: Listing): readonly Month[] {
  const zone = createZone(calendar.timeZone)
  const monthAt = (time: number): number => {
    const local = new Date(time + zone.offsetAt(time))
    return local.getUTCFullYear() * 12 + local.getUTCMonth()
  }
  const startOf = (month: number): number => zone.toUtc(Date.UTC(Math.floor(month / 12), month % 12))
  const start = Math.max(from, firstDay)
  const end = Math.min(to - 1, clock.now())
  if (end < start) return []
  const first = monthAt(extendedHours ? start : calendar.nextOpen(start - 1))
  const last = monthAt(extendedHours || calendar.isOpen(end) ? end : calendar.previousClose(end))
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const month = first + i
    const name = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
    return { name, from: startOf(month), to: startOf(month + 1) }
  })
}

function otherMonth(instrument: string, month: string, first: number): ShagunError {
  const expected = `bars of ${month}`
  const message = `Alpha Vantage answered with bars of ${instrument} since ${new Date(first).toISOString()}; expected ${expected}. Ask again later, or let another provider serve it.`
  return new ShagunError('invalid-data', message, { details: { source, field: 'rows', expected, sent: 'yes' } })
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
