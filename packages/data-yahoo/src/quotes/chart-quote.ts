import { chartShape } from '../chart/shape.ts'
import type { Context } from '../context.ts'
import { lacksUnit } from '../currency.ts'
import { isNotFound } from '../reply.ts'
import { unexpected } from '../unexpected.ts'
import { type Nameless, pricesOf, volumeOf } from './parse-quote.ts'

/** What the head of a chart tells of now; it takes no crumb. `undefined` where Yahoo has none. */
export async function fetchChartQuote(
  { charts }: Context,
  symbol: string,
  signal: AbortSignal | undefined,
): Promise<Nameless | undefined> {
  const answer = await charts.fetchJson(
    {
      path: `v8/finance/chart/${encodeURIComponent(symbol)}`,
      query: { range: '1d', interval: '1d' },
      ...(signal !== undefined && { signal }),
    },
    await chartShape(),
  )
  if (!answer.ok && isNotFound(answer)) return undefined
  if (!answer.ok) throw unexpected(`the chart of ${symbol}`, answer.status)
  const meta = answer.body.chart.result[0]?.meta
  const { regularMarketPrice: last, regularMarketTime: seconds } = meta ?? {}
  if (meta === undefined || lacksUnit(meta.currency, symbol)) return undefined
  if (typeof last !== 'number' || !(last > 0) || typeof seconds !== 'number') return undefined
  return { ...pricesOf({ ...meta, last, time: seconds * 1_000 }), ...volumeOf(meta.regularMarketVolume) }
}
