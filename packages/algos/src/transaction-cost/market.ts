import { type Bars, type BenchmarkSource, barClose, Decimal } from '@shagun/core'
import type { QuoteInput, TradeInput, TransactionCostOptions } from './options.ts'
import { invalidRow } from './read-input.ts'

/** A price as it was seen. */
export interface Observation {
  readonly price: Decimal
  readonly source: BenchmarkSource
  readonly observedAt: number
}

/** What the market data can tell, each kind in the order of time. */
export interface Market {
  readonly trades: readonly TradeInput[]
  readonly quotes: readonly QuoteInput[]
  readonly bars: Bars | undefined
  /** The price that held at a moment: of quotes, else of trades, else of bars. */
  at(time: number): Observation | undefined
  /** The same, where the data reach to that moment, so that it is known that nothing newer came. */
  atCertainly(time: number): Observation | undefined
  /** The quote that held at a moment, if bid and ask were there and apart. */
  touchAt(time: number): Touch | undefined
  /** Whether quotes reach to that moment. */
  quotesReach(time: number): boolean
}

/** Both sides of the book. */
export interface Touch {
  readonly mid: number
  readonly halfSpread: number
}

/** @throws ShagunError `invalid-data` where an element cannot be believed, or is of another instrument */
export function readMarket(options: TransactionCostOptions, instruments: ReadonlySet<string>): Market {
  const { trades = [], quotes = [], bars } = options
  trades.forEach((trade, row) => {
    checkInstrument('trades', row, trade.instrument, instruments)
    if (!Number.isFinite(trade.time)) throw invalidRow('trades', row, 'time', trade.time, 'epoch milliseconds')
    for (const field of ['price', 'quantity'] as const)
      if (!(trade[field] > 0 && trade[field] < Infinity))
        throw invalidRow('trades', row, field, trade[field], 'a finite number above 0')
  })
  quotes.forEach((quote, row) => {
    checkInstrument('quotes', row, quote.instrument, instruments)
    if (!Number.isFinite(quote.time)) throw invalidRow('quotes', row, 'time', quote.time, 'epoch milliseconds')
    for (const field of ['bid', 'ask', 'last', 'volume'] as const)
      if (quote[field] !== undefined && !(quote[field] >= 0 && quote[field] < Infinity))
        throw invalidRow('quotes', row, field, quote[field], 'a finite number of 0 or more')
  })
  if (bars !== undefined) checkInstrument('bars', 0, bars.instrument, instruments)
  const byTime = inOrder(trades)
  // A quote without any price says nothing of prices.
  const priced = inOrder(quotes.filter((quote) => sourceOf(quote) !== undefined))

  const series: readonly Series[] = [
    {
      length: priced.length,
      timeOf: (i) => priced[i]!.time,
      read: (i) => exactPriceOf(priced[i]!),
    },
    {
      length: byTime.length,
      timeOf: (i) => byTime[i]!.time,
      read: (i) => ({ price: new Decimal(byTime[i]!.price), source: 'trade' }),
    },
    {
      length: bars?.length ?? 0,
      // A close is known at the end of its bar.
      timeOf: (i) => barClose(bars!.time[i]!, bars!.timeframe, options.calendar),
      read: (i) => ({ price: new Decimal(bars!.close[i]!), source: 'bar' }),
    },
  ]
  const reaches = ({ length, timeOf }: Series, time: number): boolean => length > 0 && timeOf(length - 1) >= time
  const observe = (candidates: readonly Series[], time: number): Observation | undefined => {
    for (const { length, timeOf, read } of candidates) {
      const index = lastUntil(length, timeOf, time)
      if (index >= 0) return { ...read(index), observedAt: timeOf(index) }
    }
    return undefined
  }

  return {
    trades: byTime,
    quotes: priced,
    bars,
    at: (time) => observe(series, time),
    atCertainly: (time) =>
      observe(
        series.filter((each) => reaches(each, time)),
        time,
      ),
    touchAt: (time) => touchOf(priced[lastUntil(priced.length, series[0]!.timeOf, time)]),
    quotesReach: (time) => reaches(series[0]!, time),
  }
}

/** What a quote tells of the price: the mid where both sides are there, else the last price. */
export function sourceOf({ bid = 0, ask = 0, last = 0 }: QuoteInput): 'mid' | 'last' | undefined {
  if (bid > 0 && ask > 0) return 'mid'
  return last > 0 ? 'last' : undefined
}

function exactPriceOf(quote: QuoteInput): Pick<Observation, 'price' | 'source'> {
  if (sourceOf(quote) === 'mid') return { price: new Decimal(quote.bid!).plus(quote.ask!).div(2), source: 'mid' }
  return { price: new Decimal(quote.last!), source: 'last' }
}

/** What is in order mostly is, and then it is not copied. */
function inOrder<T extends { readonly time: number }>(rows: readonly T[]): readonly T[] {
  const sorted = rows.every(({ time }, i) => i === 0 || rows[i - 1]!.time <= time)
  return sorted ? rows : rows.toSorted((a, b) => a.time - b.time)
}

interface Series {
  readonly length: number
  readonly timeOf: (index: number) => number
  readonly read: (index: number) => Pick<Observation, 'price' | 'source'>
}

function touchOf(quote: QuoteInput | undefined): Touch | undefined {
  const { bid = 0, ask = 0 } = quote ?? {}
  return bid > 0 && ask > bid ? { mid: (bid + ask) / 2, halfSpread: (ask - bid) / 2 } : undefined
}

/** The last index that is no later than a moment, -1 where none is. */
export function lastUntil(length: number, timeOf: (index: number) => number, time: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timeOf(middle) <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Prices of something else would make every figure wrong without anybody seeing it. */
function checkInstrument(
  source: string,
  row: number,
  instrument: string | undefined,
  known: ReadonlySet<string>,
): void {
  if (instrument === undefined || known.size === 0 || known.has(instrument)) return
  throw invalidRow(source, row, 'instrument', instrument, `${[...known].join(' or ')}, where the order traded`)
}
