import type { Bars, Timeframe } from '@shagun/core'
import { createZone } from '@shagun/core/adapter'
import { adjustedDays, groupDays, type Listed, type Market } from './market.ts'
import { notices } from './notices.ts'
import { fold } from './random-days.ts'
import { barCells, barColumns, dateOf, type Table, wallClock, writeCsv, writeRow, writeTable } from './wire.ts'

/** What is asked, of whom, and when. */
export interface Asked {
  readonly name: string
  readonly query: URLSearchParams
  readonly now: number
  readonly isPremium: boolean
}

const minuteMs = 60_000
const dayMs = 86_400_000

const intervals: Readonly<Record<string, Timeframe>> = {
  '1min': '1m',
  '5min': '5m',
  '15min': '15m',
  '30min': '30m',
  '60min': '1h',
}

/** The body of an answer: an object as JSON, text as it is. */
export type Body = string | object

export function answer(market: Market, asked: Asked): Body {
  const { name, query } = asked
  if (/^(?:FX_|CURRENCY_)/.test(name)) return answerPair(market, asked)
  if (name === 'SYMBOL_SEARCH') return search(market, query)
  if (name === 'REALTIME_BULK_QUOTES') return bulkQuotes(market, asked)
  const listed = market.find(query.get('symbol') ?? '')
  if (/^(?:SMA|EMA|BBANDS)$/.test(name)) return listed ? indicator(listed, asked) : notices.invalidCall(name)
  if (name === 'GLOBAL_QUOTE') return quote(listed, asked)
  if (!/^TIME_SERIES_(?:INTRADAY|DAILY|WEEKLY|MONTHLY)(?:_ADJUSTED)?$/.test(name)) return notices.noFunction(name)
  if (listed === undefined) return notices.invalidCall(name)
  if (name === 'TIME_SERIES_INTRADAY') return intraday(listed, asked)
  if (name.startsWith('TIME_SERIES_DAILY')) {
    if (!asked.isPremium && name.endsWith('ADJUSTED')) return notices.premiumEndpoint()
    if (!asked.isPremium && query.get('outputsize') === 'full') return notices.premiumParameter(name)
    return daily(listed, asked)
  }
  return longer(listed, asked)
}

/** Prices are as of the last close, unless a plan has fresher ones and they are asked for. */
function asOf({ calendar, listing }: Listed, { query, now, isPremium }: Asked): number {
  if (listing.kind === 'pair') return now
  const entitlement = isPremium ? query.get('entitlement') : null
  if (entitlement === 'realtime') return now
  return entitlement === 'delayed' ? now - 15 * minuteMs : calendar.previousClose(now)
}

function daily(listed: Listed, asked: Asked): string {
  const { name, query } = asked
  const { calendar, actions, listing } = listed
  const isAdjusted = name.endsWith('ADJUSTED')
  const isPair = listing.kind === 'pair'
  const days = listed.days(asOf(listed, asked))
  const adjusted = isAdjusted ? adjustedDays(listed, days) : days
  const from = query.get('outputsize') === 'full' ? 0 : Math.max(0, days.length - 100)
  const rows = Array.from({ length: days.length - from }, (_, k) => {
    const i = days.length - 1 - k
    const [open, high, low, close, ...volume] = barCells(days, i, isPair)
    const { start, end } = calendar.day(days.time[i]!)
    const told = actions.filter(({ exDate }) => exDate >= start && exDate < end)
    const dividend = told.reduce((sum, each) => sum + (each.action === 'dividend' ? Number(each.amount) : 0), 0)
    const split = told.reduce((all, each) => all * (each.action === 'split' ? Number(each.ratio) : 1), 1)
    const extra = isAdjusted
      ? [adjusted.close[i]!.toFixed(8), ...volume, dividend.toFixed(4), split.toFixed(1)]
      : volume
    return { stamp: dateOf(days.time[i]!, calendar), cells: [open!, high!, low!, close!, ...extra] }
  })
  return write(asked, {
    name: isPair ? 'Time Series FX (Daily)' : 'Time Series (Daily)',
    meta: metaOf(listed, asked, rows, isPair ? 'Forex Daily Prices' : 'Daily Prices', { 'Output Size': 'Compact' }),
    columns: isPair ? barColumns.slice(0, 4) : isAdjusted ? adjustedColumns('_', true) : barColumns,
    rows,
  })
}

/** Weeks and months, by the last day in them. */
function longer(listed: Listed, asked: Asked): string {
  const { calendar, listing } = listed
  const isPair = listing.kind === 'pair'
  const isAdjusted = asked.name.endsWith('ADJUSTED')
  const isWeekly = asked.name.includes('WEEKLY')
  const days = listed.days(asOf(listed, asked))
  const adjusted = isAdjusted ? adjustedDays(listed, days) : days
  const rows = groupDays(days, isWeekly ? '1w' : '1mo', calendar)
    .map((group) => {
      const { open, high, low, close, volume } = fold(group)
      const last = group.time[group.length - 1]!
      const one = { open: [open], high: [high], low: [low], close: [close], volume: [volume] } as unknown as Bars
      const [o, h, l, c, ...v] = barCells(one, 0, isPair)
      const extra = isAdjusted ? [adjusted.close[days.time.indexOf(last)]!.toFixed(4), ...v, '0.0000'] : v
      return { stamp: dateOf(last, calendar), cells: [o!, h!, l!, c!, ...extra] }
    })
    .reverse()
  const kind = `${isWeekly ? 'Weekly' : 'Monthly'}${isAdjusted ? ' Adjusted' : ''}`
  return write(asked, {
    name: isPair ? `Time Series FX (${kind})` : `${kind} Time Series`,
    meta: metaOf(listed, asked, rows, `${kind} Prices`, {}),
    columns: isPair ? barColumns.slice(0, 4) : isAdjusted ? adjustedColumns(' ', false) : barColumns,
    rows,
  })
}

/** Within a day: a month that is asked for, else the last thirty days. */
function intraday(listed: Listed, asked: Asked): Body {
  const { name, query } = asked
  const { calendar, listing } = listed
  const interval = query.get('interval') ?? ''
  const timeframe = intervals[interval]
  const isPair = listing.kind === 'pair'
  const until = asOf(listed, asked)
  const span = spanOf(query.get('month'), until, calendar.timeZone, (time) => calendar.day(time).start)
  const isElsewhere = listing.kind === 'stock' && !listing.isInUnitedStates
  if (timeframe === undefined || span === undefined || isElsewhere) return notices.invalidCall(name)
  const raw = listed.within(timeframe, span.from, Math.min(span.to, until))
  if (raw === undefined || raw.length === 0) return notices.invalidCall(name)
  const bars = isPair || query.get('adjusted') === 'false' ? raw : adjustWithin(listed, raw, until)
  const from = query.get('outputsize') === 'full' ? 0 : Math.max(0, bars.length - 100)
  const zone = createZone(calendar.timeZone)
  const rows = Array.from({ length: bars.length - from }, (_, k) => {
    const i = bars.length - 1 - k
    return { stamp: wallClock(bars.time[i]!, zone), cells: barCells(bars, i, isPair) }
  })
  return write(asked, {
    name: isPair ? `Time Series FX (${interval})` : `Time Series (${interval})`,
    meta: metaOf(listed, asked, rows, `${isPair ? 'FX ' : ''}Intraday (${interval})`, {
      Interval: interval,
      'Output Size': 'Full size',
    }),
    columns: isPair ? barColumns.slice(0, 4) : barColumns,
    rows,
  })
}

/** Minutes are adjusted as their day is. */
function adjustWithin(listed: Listed, bars: Bars, until: number): Bars {
  const days = listed.days(until)
  const adjusted = adjustedDays(listed, days)
  let day = 0
  const ratioAt = Array.from(bars.time, (time) => {
    while (day + 1 < days.length && days.time[day + 1]! <= time) day++
    return adjusted.close[day]! / days.close[day]!
  })
  const scale = (column: Bars['open']) => column.map((price, i) => price * ratioAt[i]!)
  return { ...bars, open: scale(bars.open), high: scale(bars.high), low: scale(bars.low), close: scale(bars.close) }
}

function spanOf(
  month: string | null,
  until: number,
  timeZone: string,
  startOfDay: (time: number) => number,
): { readonly from: number; readonly to: number } | undefined {
  if (month === null) return { from: until - 30 * dayMs, to: until }
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? []
  if (year === undefined || Number(year) < 2000) return undefined
  // At noon everywhere it is the day that is meant.
  const noon = (index: number) => startOfDay(Date.UTC(Number(year), index, 1, timeZone === 'UTC' ? 12 : 16))
  return { from: noon(Number(number) - 1), to: noon(Number(number)) }
}

function quote(listed: Listed | undefined, asked: Asked): Body {
  const isCsv = asked.query.get('datatype') === 'csv'
  const days = listed?.days(asOf(listed, asked))
  if (listed === undefined || days === undefined || days.length === 0) return isCsv ? '' : { 'Global Quote': {} }
  const last = days.length - 1
  const [open, high, low, close, volume] = barCells(days, last, false) as [string, string, string, string, string]
  const previous = days.close[last - 1] ?? days.open[last]!
  const change = days.close[last]! - previous
  const symbol = asked.query.get('symbol')!
  const cells = {
    symbol,
    open,
    high,
    low,
    price: close,
    volume,
    'latest trading day': dateOf(days.time[last]!, listed.calendar),
    'previous close': previous.toFixed(4),
    change: change.toFixed(4),
    'change percent': `${((change / previous) * 100).toFixed(4)}%`,
  }
  if (isCsv)
    return writeCsv([
      ['symbol', 'open', 'high', 'low', 'price', 'volume', 'latestDay', 'previousClose', 'change', 'changePercent'],
      Object.values(cells),
    ])
  const isDelayed = asked.isPremium && asked.query.get('entitlement') === 'delayed'
  return writeRow(isDelayed ? 'Global Quote - DATA DELAYED BY 15 MINUTES' : 'Global Quote', cells, 2)
}

/** Without the plan, prices that nobody ever paid. */
function bulkQuotes(market: Market, asked: Asked): object {
  const { query, now, isPremium } = asked
  const symbols = (query.get('symbol') ?? '').split(',').slice(0, 100)
  const rows = symbols.flatMap((symbol) => {
    const listed = market.find(symbol)
    const days = listed?.days(now)
    if (listed === undefined || days === undefined || days.length === 0) return []
    const i = days.length - 1
    const [open, high, low, close, volume] = barCells(days, i, false)
    const time = Math.min(now, listed.calendar.session(days.time[i]!)?.close ?? now)
    return [
      { symbol, timestamp: `${wallClock(time, createZone('America/New_York'))}.000`, open, high, low, close, volume },
    ]
  })
  const made = symbols.map((symbol) => ({
    symbol,
    timestamp: '2024-01-02 16:00:00.000',
    open: '1.0000',
    high: '1.0000',
    low: '1.0000',
    close: '1.0000',
    volume: '1',
  }))
  return isPremium
    ? { endpoint: 'Realtime Bulk Quotes', message: 'success', data: rows }
    : {
        endpoint: 'Realtime Bulk Quotes',
        message: 'Artificial sample data: real quotes need a premium plan.',
        data: made,
      }
}

function search(market: Market, query: URLSearchParams): Body {
  const words = (query.get('keywords') ?? '').toLowerCase()
  const found = market.symbols.flatMap(({ listing }) => {
    if (listing.kind !== 'stock' || !listing.symbol.toLowerCase().includes(words) || words === '') return []
    const isHere = listing.isInUnitedStates
    const score = words.length / listing.symbol.length
    return [
      {
        symbol: listing.symbol,
        name: `${listing.symbol}, Incorporated`,
        type: 'Equity',
        region: isHere ? 'United States' : 'Elsewhere',
        marketOpen: '09:30',
        marketClose: '16:00',
        timezone: isHere ? 'UTC-04' : 'UTC+5.5',
        currency: isHere ? 'USD' : 'INR',
        matchScore: score.toFixed(4),
      },
    ]
  })
  if (query.get('datatype') === 'csv') {
    const header = 'symbol,name,type,region,marketOpen,marketClose,timezone,currency,matchScore'.split(',')
    return writeCsv([header, ...found.map((row) => Object.values(row))])
  }
  return { bestMatches: found.map((row) => Object.values(writeRow('', row, 1))[0]) }
}

function answerPair(market: Market, asked: Asked): Body {
  const { name, query, now } = asked
  const isRate = name === 'CURRENCY_EXCHANGE_RATE'
  const [from, to] = isRate ? ['from_currency', 'to_currency'] : ['from_symbol', 'to_symbol']
  const listed = market.pair(query.get(from!) ?? '', query.get(to!) ?? '')
  if (listed === undefined || listed.listing.kind !== 'pair') return notices.invalidCall(name)
  if (name === 'FX_INTRADAY') return intraday(listed, asked)
  if (name === 'FX_DAILY') return daily(listed, asked)
  if (name === 'FX_WEEKLY' || name === 'FX_MONTHLY') return longer(listed, asked)
  if (!isRate) return notices.noFunction(name)
  const days = listed.days(now)
  const last = days.close[days.length - 1]
  if (last === undefined) return notices.invalidCall(name)
  const cells = {
    'From_Currency Code': listed.listing.from,
    'From_Currency Name': listed.listing.from,
    'To_Currency Code': listed.listing.to,
    'To_Currency Name': listed.listing.to,
    'Exchange Rate': last.toFixed(8),
    'Last Refreshed': wallClock(now, createZone('UTC')),
    'Time Zone': 'UTC',
    'Bid Price': (last * 0.9999).toFixed(8),
    'Ask Price': (last * 1.0001).toFixed(8),
  }
  return writeRow('Realtime Currency Exchange Rate', cells, 1)
}

/** Of closing prices; within a day not, which the vendor has and a stand-in can do without. */
function indicator(listed: Listed, asked: Asked): Body {
  const { name, query } = asked
  const count = Number(query.get('time_period'))
  const interval = query.get('interval')
  if (!(Number.isInteger(count) && count > 0) || !/^(?:daily|weekly|monthly)$/.test(interval ?? ''))
    return notices.invalidCall(name)
  const days = listed.days(asOf(listed, asked))
  const groups =
    interval === 'daily'
      ? Array.from({ length: days.length }, (_, i) => days.slice(i, i + 1))
      : groupDays(days, interval === 'weekly' ? '1w' : '1mo', listed.calendar)
  const closes = groups.map((group) => group.close[group.length - 1]!)
  const rows = groups
    .map((group, i) => ({
      stamp: dateOf(group.time[group.length - 1]!, listed.calendar),
      cells: valuesOf(name, closes, i, count).map((value) => value.toFixed(4)),
    }))
    .slice(count - 1)
    .reverse()
  const names = name === 'BBANDS' ? ['Real Upper Band', 'Real Middle Band', 'Real Lower Band'] : [name]
  return write(asked, {
    name: `Technical Analysis: ${name}`,
    meta: {
      Symbol: query.get('symbol')!,
      Indicator: name,
      'Last Refreshed': rows[0]?.stamp ?? '',
      Interval: interval!,
      'Time Period': String(count),
      'Series Type': 'close',
      'Time Zone': 'US/Eastern Time',
    },
    columns: names.map((each) => ({ json: each, csv: each })),
    stampName: 'time',
    rows,
    isIndicator: true,
  })
}

function valuesOf(name: string, closes: readonly number[], i: number, count: number): readonly number[] {
  const window = closes.slice(Math.max(0, i - count + 1), i + 1)
  const mean = window.reduce((sum, close) => sum + close, 0) / window.length
  if (name === 'SMA') return [mean]
  if (name === 'EMA') {
    let value = closes[0]!
    for (const close of closes.slice(1, i + 1)) value += (close - value) * (2 / (count + 1))
    return [value]
  }
  const deviation = Math.sqrt(window.reduce((sum, close) => sum + (close - mean) ** 2, 0) / window.length)
  return [mean + 2 * deviation, mean, mean - 2 * deviation]
}

function write({ query }: Asked, table: Table): string {
  return writeTable(table, query.get('datatype') === 'csv')
}

/** The zone is told as New York's also where it is not. */
function metaOf(
  { listing }: Listed,
  { query }: Asked,
  rows: Table['rows'],
  information: string,
  between: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    Information: information,
    ...(listing.kind === 'pair'
      ? { 'From Symbol': listing.from, 'To Symbol': listing.to }
      : { Symbol: query.get('symbol')! }),
    'Last Refreshed': rows[0]?.stamp ?? '',
    ...between,
    'Time Zone': listing.kind === 'pair' ? 'UTC' : 'US/Eastern',
  }
}

function adjustedColumns(space: '_' | ' ', isDaily: boolean): Table['columns'] {
  const names = ['open', 'high', 'low', 'close', 'adjusted close', 'volume', 'dividend amount']
  if (isDaily) names.push('split coefficient')
  return names.map((name) => ({ json: name, csv: name.replaceAll(' ', space) }))
}
