import { type BenchmarkSource, barClose } from '@shagun/core'
import { lastUntil, type Market } from './market.ts'
import type { TransactionCostOptions } from './options.ts'

/** What was traded in an interval at which prices, as far as the data can tell. */
export interface TradedVolume {
  readonly source: BenchmarkSource
  readonly from: number
  readonly to: number
  readonly prices: readonly number[]
  readonly quantities: readonly number[]
}

/**
 * The volume of an interval: of prints, else of how the volume in quotes grew, else of the bars that lie wholly within it.
 *
 * @returns `undefined` where nothing tells of it
 */
export function volumeWithin(
  market: Market,
  from: number,
  to: number,
  { calendar }: TransactionCostOptions,
): TradedVolume | undefined {
  const { trades, quotes, bars } = market
  if (trades.length > 0) {
    const within = trades.filter(({ time }) => time >= from && time <= to)
    return {
      source: 'trade',
      from,
      to,
      prices: within.map(({ price }) => price),
      quantities: within.map(({ quantity }) => quantity),
    }
  }
  // Before the first volume nothing is known to compare with.
  if (quotes.some(({ volume }) => volume !== undefined)) return quoteVolume(market, from, to)
  if (bars === undefined) return undefined
  const rows = Array.from({ length: bars.length }, (_, i) => i).filter(
    (i) => bars.time[i]! >= from && barClose(bars.time[i]!, bars.timeframe, calendar) <= to,
  )
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined || last === undefined) return undefined
  return {
    source: 'bar',
    from: bars.time[first]!,
    to: barClose(bars.time[last]!, bars.timeframe, calendar),
    prices: rows.map((i) => (bars.high[i]! + bars.low[i]! + bars.close[i]!) / 3),
    quantities: rows.map((i) => bars.volume[i]!),
  }
}

/** Each quote's volume less that of the one before it, at its last price. A volume that falls is that of a new session. */
function quoteVolume({ quotes }: Market, from: number, to: number): TradedVolume | undefined {
  const counted = quotes.filter(({ volume, last }) => volume !== undefined && last !== undefined && last > 0)
  const base = lastUntil(counted.length, (i) => counted[i]!.time, from)
  const start = Math.max(base, 0)
  const end = lastUntil(counted.length, (i) => counted[i]!.time, to)
  if (end < start || counted.length === 0) return undefined
  const prices: number[] = []
  const quantities: number[] = []
  for (let i = start + 1; i <= end; i++) {
    const [before, now] = [counted[i - 1]!.volume!, counted[i]!.volume!]
    const grown = now < before ? now : now - before
    if (grown === 0) continue
    prices.push(counted[i]!.last!)
    quantities.push(grown)
  }
  return { source: 'quote-volume', from: Math.max(from, counted[start]!.time), to, prices, quantities }
}
