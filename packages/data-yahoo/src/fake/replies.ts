import type { Timestamp } from '@shagun/core'
import type { FakeFault } from './fault.ts'
import type { Listing, Market, Row } from './market.ts'

/** What a request is answered with. */
export interface Reply {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

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

function json(value: unknown, status = 200): Reply {
  return { status, headers: [['content-type', 'application/json;charset=utf-8']], body: JSON.stringify(value) }
}

export function text(body: string, status = 200, headers: Reply['headers'] = []): Reply {
  return { status, headers: [['content-type', 'text/plain;charset=utf-8'], ...headers], body }
}

function complaint(envelope: string, status: number, code: string, description: string): Reply {
  return json({ [envelope]: { result: null, error: { code, description } } }, status)
}

export const notFound: Reply = complaint('chart', 404, 'Not Found', 'No data found, symbol may be delisted')
export const invalidCrumb: Reply = complaint('finance', 401, 'Unauthorized', 'Invalid Crumb')
export const badRange: Reply = complaint(
  'chart',
  422,
  'Unprocessable Entity',
  '1m data not available for the requested startTime and endTime. Only 8 days worth of 1m granularity data are allowed to be fetched per request.',
)
export const page: Reply = {
  status: 200,
  headers: [['content-type', 'text/html']],
  body: '<!DOCTYPE html><html><head><title>Yahoo</title></head><body>Will be right back...</body></html>',
}

export function tooMany({ retryAfterSec }: Extract<FakeFault, { kind: 'rate-limited' }>): Reply {
  const headers = retryAfterSec === undefined ? [] : ([['retry-after', String(retryAfterSec)]] as const)
  return text('Too Many Requests\r\n', 429, headers)
}

export function chart(
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
  const actions = market.actions(listing)
  const after = (time: Timestamp): number =>
    actions.reduce(
      (product, each) =>
        each.action === 'dividend' && each.exDate > time
          ? product * (1 - Number(each.amount) / closeBefore(rows, each.exDate))
          : product,
      1,
    )
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
                        close === null ? null : Math.fround(close * after(rows[i]!.time)),
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

function closeBefore(rows: readonly Row[], time: Timestamp): number {
  return rows.findLast((row) => row.time < time)?.close ?? rows[0]?.close ?? 1
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
    if (action.action === 'dividend') dividends[date] = { amount: Number(action.amount), date }
    if (action.action === 'split')
      splits[date] = { date, numerator: Number(action.ratio), denominator: 1, splitRatio: `${Number(action.ratio)}:1` }
  }
  const events = {
    ...(Object.keys(dividends).length > 0 && { dividends }),
    ...(Object.keys(splits).length > 0 && { splits }),
  }
  return Object.keys(events).length === 0 ? {} : { events }
}

export function quotes(market: Market, symbols: readonly string[], schemaChange: boolean): Reply {
  const result = symbols.flatMap((symbol) => {
    const listing = market.find(symbol)
    if (listing === undefined) return []
    const { time, last, bid = 0, ask = 0, volume = 0, delayedBySec } = market.quote(listing)
    return {
      language: 'en-US',
      region: 'US',
      quoteType: listing.instrumentType,
      symbol,
      currency: listing.currency,
      exchange: listing.exchangeName,
      fullExchangeName: listing.fullExchangeName,
      exchangeTimezoneName: listing.timeZone,
      exchangeDataDelayedBy: delayedBySec === undefined ? listing.delayedByMin : delayedBySec / 60,
      marketState: bid > 0 ? 'REGULAR' : 'CLOSED',
      priceHint: 2,
      tradeable: false,
      [schemaChange ? 'lastPrice' : 'regularMarketPrice']: last,
      regularMarketTime: time / 1_000,
      regularMarketVolume: volume,
      regularMarketDayRange: `${last} - ${last}`,
      bid,
      ask,
      bidSize: 0,
      askSize: 0,
    }
  })
  return json(schemaChange ? { quoteResponse: { rows: result } } : { quoteResponse: { result, error: null } })
}

export function options(market: Market, listing: Listing, date: number | undefined, now: Timestamp): Reply {
  const isAmerican = listing.currency === 'USD' && listing.instrumentType === 'EQUITY'
  // The third Fridays would do as well; what counts is that they are midnights of UTC.
  const days = isAmerican ? [7, 14, 28].map((days) => (Math.floor(now / dayMs) + days) * 86_400) : []
  const expiry = date ?? days[0]
  const { last } = market.quote(listing)
  const strikes = [0.9, 1, 1.1].map((part) => Math.round(last * part))
  const contracts = (kind: 'C' | 'P') =>
    strikes.map((strike, i) => ({
      contractSymbol: `${listing.symbol}${new Date(expiry! * 1_000).toISOString().slice(2, 10).replaceAll('-', '')}${kind}${String(strike * 1_000).padStart(8, '0')}`,
      strike,
      currency: 'USD',
      lastPrice: 5.25 + i,
      change: 0,
      percentChange: 0,
      volume: 100 + i,
      openInterest: 1_000,
      bid: i === 0 ? 0 : 5.2 + i,
      ask: i === 0 ? 0 : 5.3 + i,
      contractSize: 'REGULAR',
      expiration: expiry,
      lastTradeDate: Math.floor(now / 1_000),
      impliedVolatility: 0.25,
      inTheMoney: false,
    }))
  const isThere = expiry !== undefined && days.includes(expiry)
  return json({
    optionChain: {
      result: [
        {
          underlyingSymbol: listing.symbol,
          expirationDates: days,
          strikes: isThere ? strikes : [],
          hasMiniOptions: false,
          quote: {},
          options: isThere
            ? [{ expirationDate: expiry, hasMiniOptions: false, calls: contracts('C'), puts: contracts('P') }]
            : [],
        },
      ],
      error: null,
    },
  })
}

export function search(market: Market, query: string, symbols: readonly string[]): Reply {
  const wanted = query.trim().toUpperCase()
  const quotes = symbols
    .filter((symbol) => symbol.toUpperCase().includes(wanted))
    .flatMap((symbol) => market.find(symbol) ?? [])
    .map(({ symbol, exchangeName, fullExchangeName, instrumentType }) => ({
      exchange: exchangeName,
      shortname: `${symbol} LTD`,
      quoteType: instrumentType,
      symbol,
      index: 'quotes',
      score: 20_000,
      typeDisp: instrumentType.toLowerCase(),
      longname: `${symbol} Limited`,
      exchDisp: fullExchangeName,
      isYahooFinance: true,
    }))
  return json({
    explains: [],
    count: quotes.length,
    quotes: [...quotes, { index: 'privateCompanies', name: `${query} Labs`, isYahooFinance: false }],
    news: [],
  })
}
