import type { Timestamp } from '@shagun/core'
import { unitsOf } from '../currency.ts'
import type { Listing } from './listing.ts'
import type { Market, Row } from './market.ts'
import { complaint, json, type Reply } from './reply.ts'

/** How a chart is to be wrong. */
export interface ChartFaults {
  readonly nullEvery: number | undefined
  readonly live: boolean
  readonly schemaChange: boolean
}

const dayMs = 86_400_000
const minutes: Readonly<Record<string, number>> = {
  '1m': 1,
  '2m': 2,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '60m': 60,
  '1h': 60,
  '90m': 90,
}

/** As Yahoo draws it: columns, with prices as float32. */
export function chartReply(
  market: Market,
  listing: Listing,
  query: URLSearchParams,
  now: Timestamp,
  faults: ChartFaults,
): Reply {
  const interval = query.get('interval') ?? '1d'
  const barMs = minutes[interval] === undefined ? undefined : minutes[interval] * 60_000
  if (barMs === undefined && interval !== '1d')
    return complaint('chart', 422, 'Unprocessable Entity', `Invalid input - interval=${interval} is not supported.`)
  const [from, to] = query.has('range')
    ? [now - dayMs, now + dayMs]
    : [Number(query.get('period1')) * 1_000, Number(query.get('period2')) * 1_000]
  const refused = limitOf(interval, barMs, from, to, now)
  if (refused !== undefined) return complaint('chart', 422, 'Unprocessable Entity', refused)

  const quote = market.quote(listing)
  const rows = [...market.bars(listing, interval === '60m' ? '1h' : interval, barMs, from, to)]
  if (faults.live && rows.length > 0) rows.push(liveRow(rows, quote, barMs))
  const isHalf = (i: number): boolean =>
    faults.nullEvery !== undefined && i % (2 * faults.nullEvery) === faults.nullEvery
  const isNull = (i: number): boolean => faults.nullEvery !== undefined && i % (2 * faults.nullEvery) === 0
  // As Yahoo keeps them.
  const column = (name: 'open' | 'high' | 'low' | 'close') =>
    rows.map((row, i) => (isNull(i) || (isHalf(i) && name === 'high') ? null : Math.fround(row[name])))
  const closes = column('close')
  const name = (field: string): string => (faults.schemaChange ? `${field}Price` : field)
  return json({
    chart: {
      result: [
        {
          meta: {
            currency: listing.currency,
            symbol: listing.symbol,
            exchangeName: listing.exchangeName,
            fullExchangeName: listing.fullExchangeName,
            instrumentType: listing.instrumentType,
            firstTradeDate: 345_479_400,
            regularMarketTime: quote.time / 1_000,
            hasPrePostMarketData: false,
            gmtoffset: listing.zone.offsetAt(now) / 1_000,
            timezone: 'LMT',
            exchangeTimezoneName: listing.timeZone,
            regularMarketPrice: quote.last,
            regularMarketVolume: quote.volume ?? 0,
            chartPreviousClose: quote.last,
            priceHint: 2,
            currentTradingPeriod: period(market, listing),
            dataGranularity: interval,
            range: query.get('range') ?? '',
            validRanges: ['1d', '5d', '1mo', '3mo', '6mo', '1y', '2y', '5y', '10y', 'ytd', 'max'],
          },
          ...(rows.length > 0 && { timestamp: rows.map(({ time }) => Math.floor(time / 1_000)) }),
          ...eventsOf(market, listing, from, to),
          indicators: {
            quote: [
              rows.length === 0
                ? {}
                : {
                    [name('open')]: column('open'),
                    [name('high')]: column('high'),
                    [name('low')]: column('low'),
                    [name('close')]: closes,
                    volume: rows.map(({ volume }, i) => (isNull(i) ? null : volume)),
                  },
            ],
            ...(barMs === undefined && {
              adjclose: [
                rows.length === 0
                  ? {}
                  : {
                      adjclose: closes.map((close, i) =>
                        close === null ? null : Math.fround(close * paidAfter(market, listing, rows[i]!.time)),
                      ),
                    },
              ],
            }),
          },
        },
      ],
      error: null,
    },
  })
}

/** What is left of a price when the dividends after it are taken out. */
function paidAfter(market: Market, listing: Listing, time: Timestamp): number {
  let left = 1
  for (const action of market.actions(listing)) {
    if (action.action !== 'dividend' || action.exDate <= time) continue
    const before = market.bars(listing, '1d', undefined, action.exDate - 15 * dayMs, action.exDate).at(-1)
    if (before !== undefined) left *= 1 - (Number(action.amount) * unitsOf(listing.currency)) / before.close
  }
  return left
}

function limitOf(
  interval: string,
  barMs: number | undefined,
  from: Timestamp,
  to: Timestamp,
  now: Timestamp,
): string | undefined {
  if (barMs === undefined) return undefined
  const given = `${interval} data not available for startTime=${from / 1_000} and endTime=${to / 1_000}.`
  if (interval === '1m' && to - from > 8 * dayMs)
    return `${given} Only 8 days worth of 1m granularity data are allowed to be fetched per request.`
  const days = interval === '1m' ? 30 : barMs === 3_600_000 ? 730 : 60
  return from < now - days * dayMs - 60_000
    ? `${given} The requested range must be within the last ${days} days.`
    : undefined
}

/** The last trade as a row of its own; a day's is the whole day once more. */
function liveRow(
  rows: readonly Row[],
  { time, last }: { readonly time: Timestamp; readonly last: number },
  barMs: number | undefined,
): Row {
  const before = rows.at(-1)!
  const stamp = Math.max(time, before.time + 1_000)
  if (barMs === undefined) return { ...before, time: stamp }
  return { time: stamp, open: last, high: last, low: last, close: last, volume: 0 }
}

function period(market: Market, listing: Listing): object {
  const { start, end } = market.session(listing)
  const span = (from: Timestamp, to: Timestamp) => ({
    timezone: 'LMT',
    start: from / 1_000,
    end: to / 1_000,
    gmtoffset: listing.zone.offsetAt(start) / 1_000,
  })
  return { pre: span(start, start), regular: span(start, end), post: span(end, end) }
}

function eventsOf(market: Market, listing: Listing, from: Timestamp, to: Timestamp): object {
  const dividends: Record<string, object> = {}
  const splits: Record<string, object> = {}
  for (const action of market.actions(listing)) {
    const date = (action.exDate + listing.opensMs) / 1_000
    if (action.exDate < from || action.exDate >= to) continue
    if (action.action === 'dividend')
      dividends[date] = { amount: Number(action.amount) * unitsOf(listing.currency), date }
    if (action.action === 'split')
      splits[date] = { date, numerator: Number(action.ratio), denominator: 1, splitRatio: `${Number(action.ratio)}:1` }
  }
  const events = {
    ...(Object.keys(dividends).length > 0 && { dividends }),
    ...(Object.keys(splits).length > 0 && { splits }),
  }
  return Object.keys(events).length === 0 ? {} : { events }
}
