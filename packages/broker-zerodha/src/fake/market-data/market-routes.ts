import type { Line } from '../exchange/line.ts'
import type { Kite } from '../kite.ts'
import type { Route } from '../routes.ts'
import { istStamp, parseIst } from '../wire/ist.ts'
import { required } from '../wire/params.ts'
import { badInput } from '../wire/refusal.ts'
import { type Row, success } from '../wire/reply.ts'
import { type Candles, intervals, type KiteInterval } from './candles.ts'
import { instrumentsCsv } from './instruments-csv.ts'
import { ltpRow, ohlcRow, quoteRow } from './quote-rows.ts'

/** Prices, past and present, and the dump of what is listed. */
export function marketRoutes({ listings, exchange, clock }: Kite, candles: Candles): Route[] {
  /** What is not listed is not in the answer, and no error. */
  const quotes = (path: string, most: number, rowOf: (line: Line) => Row): Route => ({
    method: 'GET',
    path,
    endpoint: 'quote',
    bucket: 'quotes',
    paid: true,
    answer({ request }) {
      const keys = request.url.searchParams.getAll('i')
      if (keys.length === 0) throw badInput('Missing or empty field `i`')
      if (keys.length > most) throw badInput(`Maximum allowed instruments are ${most}.`)
      const found = keys.flatMap((key) => {
        const listed = listings.find(key)
        return listed === undefined ? [] : [[key, rowOf(exchange.lineOf(listed))] as const]
      })
      return success(Object.fromEntries(found))
    },
  })
  const dump = (path: string): Route => ({
    method: 'GET',
    path,
    endpoint: 'instruments',
    bucket: 'others',
    open: true,
    answer: ({ path: { exchange: venue } }) => ({
      status: 200,
      headers: [['content-type', 'text/csv']],
      body: () => instrumentsCsv(listings.rows(venue)),
    }),
  })

  return [
    quotes('/quote', 500, (line) => quoteRow(line, clock.now())),
    quotes('/quote/ohlc', 1_000, ohlcRow),
    quotes('/quote/ltp', 1_000, ltpRow),
    dump('/instruments'),
    dump('/instruments/:exchange'),
    {
      method: 'GET',
      path: '/instruments/historical/:token/:interval',
      endpoint: 'historical',
      bucket: 'candles',
      paid: true,
      answer({ path, params }) {
        const listed = listings.findToken(Number(path['token']))
        if (listed === undefined) throw badInput('invalid token')
        const interval = path['interval'] as KiteInterval
        if (!Object.hasOwn(intervals, interval)) throw badInput('invalid interval')
        const [from, to] = [parseIst(required(params, 'from')), parseIst(required(params, 'to'))]
        if (from === undefined) throw badInput('invalid from date')
        if (to === undefined) throw badInput('invalid to date')
        if (from > to) throw badInput('from date cannot be after to date')
        const { mostDays } = intervals[interval]
        if (to - from > mostDays * 86_400_000) throw badInput(`interval exceeds max limit: ${mostDays} days`)
        const isFuture = listed.row.instrument_type === 'FUT'
        if (params['continuous'] === '1' && !(isFuture && interval === 'day'))
          throw badInput('continuous data is available for day candles of futures only')
        const withOi = params['oi'] === '1'
        const { oi } = exchange.lineOf(listed)
        const rows = candles
          .between(listed, interval, from, to)
          .map(({ time, open, high, low, close, volume }) => [
            istStamp(time),
            open,
            high,
            low,
            close,
            volume,
            ...(withOi ? [oi] : []),
          ])
        return success({ candles: rows })
      },
    },
  ]
}
