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
  const cut = (
    length: number,
    timeOf: (i: number) => number,
    read: (i: number) => Pick<TcaPrices, 'source'> & { readonly price: number },
  ): TcaPrices | undefined => {
    const end = lastUntil(length, timeOf, to)
    if (end < 0) return undefined
    const start = Math.max(0, lastUntil(length, timeOf, from))
    const rows = Array.from({ length: end - start + 1 }, (_, i) => read(start + i))
    return {
      // One mid makes it the mid's: where a side is missing for a while, the last price stands in.
      source: rows.find(({ source }) => source === 'mid')?.source ?? rows[0]!.source,
      time: Float64Array.from(rows, (_, i) => Math.max(from, timeOf(start + i))),
      price: Float64Array.from(rows, ({ price }) => price),
    }
  }
  return (
    cut(
      quotes.length,
      (i) => quotes[i]!.time,
      (i) => {
        const { bid, ask, last } = quotes[i]!
        return sourceOf(quotes[i]!) === 'mid'
          ? { price: (bid! + ask!) / 2, source: 'mid' }
          : { price: last!, source: 'last' }
      },
    ) ??
    cut(
      trades.length,
      (i) => trades[i]!.time,
      (i) => ({ price: trades[i]!.price, source: 'trade' }),
    ) ??
    (bars &&
      cut(
        bars.length,
        (i) => barClose(bars.time[i]!, bars.timeframe, calendar),
        (i) => ({ price: bars.close[i]!, source: 'bar' }),
      ))
  )
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
  const held = Float64Array.from(time, (start, i) => traded(start, time[i + 1] ?? to))
  const total = sumOf(held.length, (i) => held[i]!)
  return total > 0 ? { price: sumOf(held.length, (i) => price[i]! * held[i]!) / total, source, from, to } : undefined
}
