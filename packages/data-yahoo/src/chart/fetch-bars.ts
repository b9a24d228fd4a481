import {
  type BarRow,
  type Bars,
  createBars,
  type InstrumentId,
  resample,
  ShagunError,
  type Timestamp,
} from '@shagun/core'
import type { BarQuery, Zone } from '@shagun/core/adapter'
import type { Context } from '../context.ts'
import { fetchChart } from './fetch-chart.ts'
import { type ReadOptions, readRows, zoneOf } from './rows.ts'
import { allSeries, type Series, timeframes } from './series.ts'
import type { Chart } from './shape.ts'

const dayMs = 86_400_000
/** Yahoo takes no more than about a hundred years. */
const mostDays = 99 * 365
type Row = Required<BarRow>

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
    for (const row of believed(context, instrument, chart, options)) rows.set(row.time, row)
  }
  if (last === undefined || rows.size === 0) return createBars(instrument, timeframe, [])
  const zone = zoneOf(last.meta)
  let served: readonly Row[] = [...rows.values()].sort((a, b) => a.time - b.time)
  if (withoutDividends && series.barMs !== undefined) served = await adjustedByDay(served, zone)
  const made =
    series.from === undefined
      ? createBars(instrument, timeframe, served)
      : coarser(createBars(instrument, series.from, served), query, zone, opensOf(last))
  return within(made, query)

  /** Yahoo adjusts days only; within a day all prices are adjusted alike. */
  async function adjustedByDay(raw: readonly Row[], zone: Zone): Promise<readonly Row[]> {
    const days = await fetchChart(context.charts, {
      ...request,
      interval: '1d',
      from: raw[0]!.time - dayMs,
      to: raw.at(-1)!.time + dayMs,
    })
    if (days === undefined) return raw
    const read = (withoutDividends: boolean) =>
      believed(context, instrument, days, { barMs: undefined, withoutDividends })
    const closes = new Map(read(false).map(({ time, close }) => [dayOf(time, zone), close]))
    const ratios = read(true).map(({ time, close }) => {
      const day = dayOf(time, zone)
      return [day, close / (closes.get(day) ?? close)] as const
    })
    return raw.map((row) => {
      // The first day from this one on: what is not listed yet has had no dividend since.
      const ratio = ratios.find(([day]) => day >= dayOf(row.time, zone))?.[1] ?? 1
      return ratio === 1 ? row : scaled(row, ratio)
    })
  }
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
    from: Math.max(from - reachDays * dayMs, oldest, now - mostDays * dayMs),
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

/** Splits are adjusted for, so it may be one that Yahoo missed, or pence taken for pounds. It may also be true. */
function isJump(before: number, now: number): boolean {
  return now > 5 * before || before > 5 * now
}

function believed(context: Context, instrument: InstrumentId, chart: Chart, options: ReadOptions): readonly Row[] {
  const stamps = chart.timestamp?.length ?? 0
  const quote = chart.indicators.quote?.[0] ?? {}
  const hasPrices = [quote.open, quote.high, quote.low, quote.close].some(Array.isArray)
  if (stamps > 0 && !hasPrices) throw strange(instrument, stamps)
  const { rows, skipped } = readRows(chart, options)
  context.tally(skipped, 'rows of charts could not be believed and were left out', instrument)
  if (rows.length === 0 && skipped > 0) throw strange(instrument, skipped)
  const jumps = rows.filter(({ open }, i) => i > 0 && isJump(rows[i - 1]!.close, open)).length
  context.tally(jumps, 'bars open at more than five times the close before, or less than a fifth of it', instrument)
  return rows
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

/** Where the sessions of the exchange begin, to count half hours from. */
function opensOf({ meta }: Chart): Timestamp {
  return (meta.currentTradingPeriod?.regular.start ?? 0) * 1_000
}

/**
 * Longer bars, along the wall clock of the exchange: days turn, and weeks begin, at its midnight, and half hours are
 * counted from the open of its session. A day, week or month is stamped by the first day in it.
 */
function coarser(bars: Bars, { timeframe }: BarQuery, zone: Zone, opens: Timestamp): Bars {
  const isOfDays = bars.timeframe === '1d'
  // Sessions begin at whole half hours but for a quarter, and that all year round.
  const anchor = isOfDays ? 0 : opens % 1_800_000
  const shiftOf = (time: Timestamp): number => (isOfDays ? zone.offsetAt(time) : -anchor)
  const shifted = createBars(bars.instrument, bars.timeframe, {
    ...bars,
    time: bars.time.map((time) => time + shiftOf(time)),
  })
  const made = resample(shifted, timeframe)
  let next = 0
  return createBars(bars.instrument, timeframe, {
    ...made,
    time: made.time.map((time) => {
      if (!isOfDays) return time + anchor
      while (shifted.time[next]! < time) next++
      return bars.time[next]!
    }),
  })
}

function within(bars: Bars, { from, to }: BarQuery): Bars {
  const first = bars.time.findIndex((time) => time >= from)
  const end = bars.time.findIndex((time) => time >= to)
  return bars.slice(first === -1 ? bars.length : first, end === -1 ? bars.length : end)
}

function dayOf(time: Timestamp, zone: Zone): number {
  return Math.floor((time + zone.offsetAt(time)) / dayMs)
}

function scaled({ time, open, high, low, close, volume }: Row, ratio: number): Row {
  return { time, open: open * ratio, high: high * ratio, low: low * ratio, close: close * ratio, volume }
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

function strange(instrument: InstrumentId, rows: number): ShagunError {
  const expected = 'columns of open, high, low, close and volume with prices above 0'
  const message = `Yahoo answered ${rows} rows of ${instrument} of which none can be believed; expected ${expected}. If that lasts, Yahoo has changed its format: look for a newer @shagun/data-yahoo, or ask another provider meanwhile.`
  return new ShagunError('invalid-data', message, {
    details: { source: 'yahoo', field: 'chart.result.0.indicators.quote', expected },
  })
}
