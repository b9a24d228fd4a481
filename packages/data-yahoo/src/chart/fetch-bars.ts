import { type Bars, barsBetween, createBars, type InstrumentId, ShagunError, type Timestamp } from '@shagun/core'
import type { BarQuery } from '@shagun/core/adapter'
import type { Context } from '../context.ts'
import { believedRows, type Row } from './believed-rows.ts'
import { coarserBars } from './coarser-bars.ts'
import { fetchChart } from './fetch-chart.ts'
import { zoneOf } from './rows.ts'
import { allSeries, type Series, timeframes } from './series.ts'
import type { Chart } from './shape.ts'
import { withoutDividendsAfter } from './without-dividends.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Yahoo takes no more than about a hundred years. */
const mostDays = 99 * 365

/** The bars of a range, in as many requests as Yahoo wants for it. */
export async function fetchBars(context: Context, query: BarQuery, signal?: AbortSignal): Promise<Bars> {
  signal?.throwIfAborted()
  const { instrument, timeframe, adjustment = 'splits' } = query
  const symbol = context.symbols.toYahoo(instrument)
  const series = allSeries[timeframe]
  if (series === undefined) throw noTimeframe(timeframe)
  if (adjustment === 'none') throw noRawPrices()
  const range = rangeOf(query, series, context.environment.clock.now())
  if (range === undefined) return createBars(instrument, timeframe, [])

  const withoutDividends = adjustment === 'splits-and-dividends'
  const request = { instrument, symbol, interval: series.interval, signal }
  const rows = new Map<Timestamp, Row>()
  let last: Chart | undefined
  for (const window of windowsOf(range, series)) {
    const chart = await fetchChart(context.charts, { ...request, ...window })
    if (chart === undefined) continue
    last = chart
    checkGranularity(instrument, chart, series.interval)
    const options = { barMs: series.barMs, withoutDividends: withoutDividends && series.barMs === undefined }
    for (const row of believedRows(context, instrument, chart, options)) rows.set(row.time, row)
  }
  if (last === undefined || rows.size === 0) return createBars(instrument, timeframe, [])
  const zone = zoneOf(last.meta)
  let served: readonly Row[] = [...rows.values()].sort((a, b) => a.time - b.time)
  if (withoutDividends && series.barMs !== undefined)
    served = await withoutDividendsAfter(context, request, served, zone)
  const made =
    series.from === undefined
      ? createBars(instrument, timeframe, served)
      : coarserBars(createBars(instrument, series.from, served), timeframe, last)
  return barsBetween(made, query.from, query.to)
}

/** @returns `undefined` for a range without a moment that has been */
function rangeOf(query: BarQuery, series: Series, now: Timestamp): { from: Timestamp; to: Timestamp } | undefined {
  const { from, to, timeframe } = query
  // NaN is never in order.
  if (!(from <= to)) throw reversed(from, to)
  if (from === to || from > now) return undefined
  const { limitDays, reachDays } = series
  const oldest = limitDays === undefined ? Number.NEGATIVE_INFINITY : now - limitDays * dayMs
  if (from < oldest) throw tooOld(timeframe, limitDays!, oldest)
  return {
    // A request on its way must not grow too old.
    from: Math.max(from - reachDays * dayMs, Math.min(from, oldest + hourMs), now - mostDays * dayMs),
    to: Math.min(to + reachDays * dayMs, now + dayMs),
  }
}

function windowsOf(
  { from, to }: { readonly from: Timestamp; readonly to: Timestamp },
  { windowDays }: Series,
): readonly { readonly from: Timestamp; readonly to: Timestamp }[] {
  const stepMs = windowDays === undefined ? Number.POSITIVE_INFINITY : windowDays * dayMs
  const windows: { readonly from: Timestamp; readonly to: Timestamp }[] = []
  for (let start = from; start < to; start += stepMs) windows.push({ from: start, to: Math.min(start + stepMs, to) })
  return windows
}

/** Asked for too much, Yahoo has been seen to answer with longer bars. */
function checkGranularity(instrument: InstrumentId, { meta }: Chart, interval: string): void {
  const { dataGranularity: given } = meta
  if (typeof given !== 'string' || (given === '60m' ? '1h' : given) === interval) return
  const message = `Yahoo answered bars of ${given.slice(0, 10)} of ${instrument}; expected those of ${interval}. Ask for a shorter range.`
  throw new ShagunError('invalid-data', message, {
    details: { source: 'yahoo', field: 'dataGranularity', value: given.slice(0, 10), expected: interval },
  })
}

function noTimeframe(timeframe: string): ShagunError {
  const message = `Yahoo has no bars of ${timeframe} that could be trusted; expected one of ${timeframes.join(', ')}. Resample others from these.`
  return new ShagunError('unsupported', message, { details: { feature: `${timeframe} bars`, by: 'yahoo' } })
}

function noRawPrices(): ShagunError {
  const message =
    "Yahoo adjusts all prices for splits and has none that are not; ask for 'splits' or 'splits-and-dividends'."
  return new ShagunError('unsupported', message, { details: { feature: 'unadjusted bars', by: 'yahoo' } })
}

function tooOld(timeframe: string, limitDays: number, oldest: Timestamp): ShagunError {
  const message = `Yahoo serves bars of ${timeframe} for the last ${limitDays} days only; expected a range from ${new Date(oldest).toISOString()} on. Ask for a later one, or for longer bars.`
  const feature = `${timeframe} bars older than ${limitDays} days`
  return new ShagunError('unsupported', message, { details: { feature, by: 'yahoo' } })
}

/** Also of times that are none. */
export function reversed(from: Timestamp, to: Timestamp): ShagunError {
  const expected = `epoch milliseconds up to those of \`to\`, which is ${to}`
  return new ShagunError('invalid-options', `The bars are asked from ${from}; expected ${expected}.`, {
    details: { option: 'from', value: String(from), expected },
  })
}
