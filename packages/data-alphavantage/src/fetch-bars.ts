import { type Bars, barsBetween, createBars, resample, ShagunError, type Timeframe } from '@shagun/core'
import type { Adjustment, BarQuery } from '@shagun/core/adapter'
import { adjustForSplits, readEverySplit } from './actions.ts'
import { adjustedCells } from './bar-rows.ts'
import { type Desk, seriesIn, symbolOf, toBars, warnOfSkipped } from './desk.ts'
import { fetchDaily } from './fetch-daily.ts'
import { fetchIntraday } from './fetch-intraday.ts'
import type { Listing, Stock } from './listing.ts'
import { barOpen, believe } from './rows.ts'
import type { Series } from './series.ts'
import { source } from './source.ts'
import { intervals, timeframes } from './timeframes.ts'

/** The bars of a query, by as few requests as there can be. */
export async function fetchBars(desk: Desk, query: BarQuery, signal: AbortSignal | undefined): Promise<Bars> {
  const { instrument, timeframe, from, to, adjustment = 'none' } = query
  signal?.throwIfAborted()
  if (!(from <= to)) throw reversed(query)
  const listing = desk.listings.find(instrument)
  if (!timeframes.includes(timeframe)) throw noTimeframe(query)
  if (!desk.adjusted.includes(adjustment)) throw notAdjusted(instrument, adjustment)
  if (from === to) return createBars(instrument, timeframe, [])
  return barsBetween(await fetchAll(desk, listing, query, signal), from, to)
}

async function fetchAll(desk: Desk, listing: Listing, query: BarQuery, signal?: AbortSignal): Promise<Bars> {
  const { timeframe, adjustment = 'none' } = query
  const interval = intervals[timeframe]
  if (interval !== undefined) return fetchIntraday(desk, listing, query, interval, signal)
  // What is paid for one currency in another is never split.
  if (listing.kind === 'stock' && adjustment !== 'none') return fetchAdjusted(desk, listing, query, adjustment, signal)
  if (timeframe === '1d') return (await fetchDaily(desk, listing, query, signal)).bars
  return fetchLonger(desk, listing, timeframe, signal)
}

/** Weeks and months come whole, some twenty years of them. */
async function fetchLonger(desk: Desk, listing: Listing, timeframe: Timeframe, signal?: AbortSignal): Promise<Bars> {
  const { instrument } = listing
  const period = timeframe === '1w' ? 'WEEKLY' : 'MONTHLY'
  const name = listing.kind === 'pair' ? `FX_${period}` : `TIME_SERIES_${period}`
  const reply = await desk.client.ask({ function: name, parameters: symbolOf(listing), about: instrument, signal })
  return toBars(desk, listing, timeframe, seriesIn(reply, instrument))
}

/** From days and what happened on them: a week in which shares were split holds prices of both kinds. */
async function fetchAdjusted(
  desk: Desk,
  listing: Stock,
  query: BarQuery,
  adjustment: Exclude<Adjustment, 'none'>,
  signal?: AbortSignal,
): Promise<Bars> {
  const { instrument, calendar } = listing
  const { bars, series } = await fetchDaily(desk, listing, query, signal, 'TIME_SERIES_DAILY_ADJUSTED')
  const bySplits = adjustForSplits(bars, readEverySplit(series, instrument, calendar))
  const days = adjustment === 'splits' ? bySplits : byRatio(desk, listing, series, bySplits)
  return query.timeframe === '1d' ? days : resample(days, query.timeframe, calendar)
}

/** The vendor's own adjusted close tells by how much all four prices of a day are to be multiplied. */
function byRatio({ log }: Desk, { instrument, calendar }: Stock, series: Series, bySplits: Bars): Bars {
  const { rows, skipped } = believe(series, adjustedCells, barOpen('1d', calendar, undefined, undefined))
  // Those without prices have been told already.
  const unadjusted = skipped - (series.rows.length - bySplits.length)
  warnOfSkipped(log, unadjusted, series, `the adjusted closes of ${instrument}`)
  const volumes = new Map(Array.from(bySplits.time, (time, i) => [time, bySplits.volume[i]!]))
  const scaled = rows.map(({ time, ...row }) => {
    const ratio = row['adjusted close'] / row.close
    const [open, high, low, close] = [row.open, row.high, row.low, row.close].map((price) => price * ratio)
    return { time, open: open!, high: high!, low: low!, close: close!, volume: volumes.get(time) ?? row.volume }
  })
  return createBars(instrument, '1d', scaled)
}

function reversed({ from, to }: BarQuery): ShagunError {
  const expected = 'a range that begins before it ends'
  const message = `Bars were asked for from ${from} to ${to}; expected ${expected}. Exchange the two.`
  return new ShagunError('invalid-options', message, { details: { option: 'from', value: String(from), expected } })
}

function notAdjusted(instrument: string, adjustment: Adjustment): ShagunError {
  const feature = `bars adjusted for ${adjustment}`
  const message = `Alpha Vantage gives ${feature} (${instrument}) to premium plans alone. Ask for prices as they were traded, say plan: 'premium' if the key has one, or let another provider serve it.`
  return new ShagunError('unsupported', message, { details: { feature, by: source } })
}

function noTimeframe({ instrument, timeframe }: BarQuery): ShagunError {
  const message = `Alpha Vantage has no ${timeframe} bars of ${instrument}; it has ${timeframes.join(', ')}. Resample from one of these.`
  return new ShagunError('unsupported', message, { details: { feature: `${instrument} ${timeframe}`, by: source } })
}
