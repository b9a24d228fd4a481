import { barClose, type TcaPrices } from '@shagun/core'
import { lastUntil, type Market, sourceOf } from './market.ts'
import type { TransactionCostOptions } from './options.ts'
import { sumOf } from './sums.ts'
import type { AveragePrice } from './volume-weighted.ts'

/** Prices that held from each moment to the next, the first from the beginning of the interval where it was known then. */
export function pricesWithin(
  market: Market,
  from: number,
  to: number,
  { calendar }: TransactionCostOptions,
): TcaPrices | undefined {
  const { quotes, trades, bars } = market
  const ofQuotes: Series = {
    length: quotes.length,
    timeAt: (i) => quotes[i]!.time,
    sourceAt: (i) => sourceOf(quotes[i]!)!,
    priceAt: (i) => (sourceOf(quotes[i]!) === 'mid' ? (quotes[i]!.bid! + quotes[i]!.ask!) / 2 : quotes[i]!.last!),
  }
  const ofTrades: Series = {
    length: trades.length,
    timeAt: (i) => trades[i]!.time,
    sourceAt: () => 'trade',
    priceAt: (i) => trades[i]!.price,
  }
  const ofBars: Series = {
    length: bars?.length ?? 0,
    timeAt: (i) => barClose(bars!.time[i]!, bars!.timeframe, calendar),
    sourceAt: () => 'bar',
    priceAt: (i) => bars!.close[i]!,
  }
  return cut(ofQuotes, from, to) ?? cut(ofTrades, from, to) ?? cut(ofBars, from, to)
}

interface Series {
  readonly length: number
  readonly timeAt: (index: number) => number
  readonly sourceAt: (index: number) => TcaPrices['source']
  readonly priceAt: (index: number) => number
}

function cut({ length, timeAt, sourceAt, priceAt }: Series, from: number, to: number): TcaPrices | undefined {
  const end = lastUntil(length, timeAt, to)
  if (end < 0) return undefined
  const start = Math.max(0, lastUntil(length, timeAt, from))
  const time = new Float64Array(end - start + 1)
  const price = new Float64Array(end - start + 1)
  let source = sourceAt(start)
  for (let i = start; i <= end; i++) {
    time[i - start] = Math.max(from, timeAt(i))
    price[i - start] = priceAt(i)
    // One mid makes it the mid's: where a side is missing for a while, the last price stands in.
    if (source === 'last') source = sourceAt(i)
  }
  return { source, time, price }
}

/**
 * The average of what a price was, each weighted by how long it held while the venue traded.
 *
 * @returns `undefined` where the venue did not trade
 */
export function timeWeighted(
  { time, price, source }: TcaPrices,
  to: number,
  { calendar }: TransactionCostOptions,
): AveragePrice | undefined {
  const from = time[0]!
  // What was over in no time saw one price.
  if (from === to) return { price: price.at(-1)!, source, from, to }
  const sessions = calendar?.sessions(from, to)
  const traded = (start: number, end: number): number =>
    sessions === undefined
      ? end - start
      : sessions.reduce((sum, { open, close }) => sum + Math.max(0, Math.min(close, end) - Math.max(open, start)), 0)
  const held = new Float64Array(time.length)
  for (let i = 0; i < held.length; i++) held[i] = traded(time[i]!, time[i + 1] ?? to)
  const total = sumOf(held.length, (i) => held[i]!)
  return total > 0 ? { price: sumOf(held.length, (i) => price[i]! * held[i]!) / total, source, from, to } : undefined
}
