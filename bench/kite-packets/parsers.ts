import type { InstrumentId } from '@shagun/core'
import { createBatch } from '../../packages/broker-zerodha/src/ticker/packet-batch.ts'
import { parseFrame } from '../../packages/broker-zerodha/src/ticker/parse-frame.ts'
import { depthOf, quoteOf } from '../../packages/broker-zerodha/src/ticker/read-row.ts'
import type { Sample } from '../entry.ts'
import { timePasses } from '../stopwatch.ts'
import { fullMessage, packetsAMessage } from './load.ts'

/** What is timed, one pass over a message, and afterwards some numbers of each of its packets. */
export interface Parser {
  parse(message: Uint8Array): unknown
  /** Token, last price, volume, best bid, worst ask. */
  read(): readonly (readonly number[])[]
}

/** Nanoseconds a packet. */
export function measureParser({ parse, read }: Parser): Sample {
  const message = fullMessage()
  const ns = timePasses(() => parse(message)) / packetsAMessage
  return { figures: { ns }, outcome: Float64Array.from(read().flat()) }
}

export function ourColumns(): Parser {
  const batch = createBatch()
  return {
    parse: (message) => parseFrame(message, batch),
    read: () =>
      Array.from({ length: batch.count }, (_, row) => [
        batch.token[row]!,
        batch.lastPrice[row]!,
        batch.volume[row]!,
        batch.depthPrice[row * 10]!,
        batch.depthPrice[row * 10 + 9]!,
      ]),
  }
}

/** As the hub of market data takes them: a quote and an order book, each an object of its own. */
export function ourQuotes(): Parser {
  const batch = createBatch()
  const instruments = Array.from({ length: packetsAMessage }, (_, i): InstrumentId => `NSE:STOCK${i}`)
  let quotes: ReturnType<typeof quoteOf>[] = []
  let depths: ReturnType<typeof depthOf>[] = []
  return {
    parse(message) {
      parseFrame(message, batch)
      quotes = []
      depths = []
      for (let row = 0; row < batch.count; row++) {
        quotes.push(quoteOf(batch, row, instruments[row]!, 0))
        depths.push(depthOf(batch, row, instruments[row]!, 0))
      }
    },
    read: () =>
      quotes.map((quote, row) => [
        batch.token[row]!,
        quote!.last,
        quote!.volume!,
        quote!.bid!,
        depths[row]!.asks[4]!.price,
      ]),
  }
}

/** As it is written without a library: the same objects as kiteconnect's, read where they stand. */
export function plainObjects(): Parser {
  let ticks: ReturnType<typeof plainTick>[] = []
  return {
    parse(message) {
      const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
      const count = view.getUint16(0)
      ticks = []
      for (let i = 0, at = 2; i < count; i++, at += 2 + view.getUint16(at)) ticks.push(plainTick(view, at + 2))
    },
    read: () =>
      ticks.map(({ token, last, volume, depth }) => [token, last, volume, depth.buy[0]!.price, depth.sell[4]!.price]),
  }
}

function plainTick(view: DataView, at: number) {
  const price = (offset: number): number => view.getUint32(at + offset) / 100
  const side = (first: number) => {
    const levels: { quantity: number; price: number; orders: number }[] = []
    for (let from = at + first; from < at + first + 60; from += 12)
      levels.push({
        quantity: view.getUint32(from),
        price: view.getUint32(from + 4) / 100,
        orders: view.getUint16(from + 8),
      })
    return levels
  }
  return {
    token: view.getUint32(at),
    last: price(4),
    lastQuantity: view.getUint32(at + 8),
    averagePrice: price(12),
    volume: view.getUint32(at + 16),
    buyQuantity: view.getUint32(at + 20),
    sellQuantity: view.getUint32(at + 24),
    ohlc: { open: price(28), high: price(32), low: price(36), close: price(40) },
    lastTradeTime: new Date(view.getUint32(at + 44) * 1_000),
    openInterest: view.getUint32(at + 48),
    openInterestHigh: view.getUint32(at + 52),
    openInterestLow: view.getUint32(at + 56),
    exchangeTime: new Date(view.getUint32(at + 60) * 1_000),
    depth: { buy: side(64), sell: side(124) },
  }
}
