import { describe, expect, it } from 'vitest'
import { encodeFrame, encodePacket, type FakeMode } from '../fake/ticker/encode-packet.ts'
import type { KiteTick } from '../fake/ticker/source.ts'
import { createBatch, type PacketBatch } from './packet-batch.ts'
import { parseFrame } from './parse-frame.ts'
import { depthOf, quoteOf, tradeOf } from './read-row.ts'
import { tickOf } from './ticks.fixture.ts'

const infy = 408_065
const nifty = 256_265
const received = Date.UTC(2026, 10, 23, 6)
const tick = tickOf(infy)

function read(mode: FakeMode, tick: KiteTick): PacketBatch {
  const batch = createBatch()
  // A full row of another instrument went before, so that reading the wrong row shows.
  parseFrame(encodeFrame([encodePacket(tickOf(1), 'full'), encodePacket(tick, mode)]), batch)
  return batch
}

describe('a row', () => {
  it('of a full packet is a quote with both sides, as of the time at the exchange', () => {
    expect(quoteOf(read('full', tick), 1, 'NSE:INFY', received)).toEqual({
      instrument: 'NSE:INFY',
      time: tick.exchangeAt,
      last: 1520.05,
      bid: 1520,
      ask: 1520.1,
      volume: 1_234_567,
    })
  })

  it('of any other is a quote of what it says, as of when it came', () => {
    const quote = { instrument: 'NSE:INFY', time: received, last: 1520.05 } as const
    expect(quoteOf(read('quote', tick), 1, 'NSE:INFY', received)).toEqual({ ...quote, volume: 1_234_567 })
    expect(quoteOf(read('ltp', tick), 1, 'NSE:INFY', received)).toEqual(quote)
    const index = tickOf(nifty, { lastPrice: 26_000.15 })
    expect(quoteOf(read('quote', index), 1, 'NSE:NIFTY 50', received)).toEqual({
      instrument: 'NSE:NIFTY 50',
      time: received,
      last: 26_000.15,
    })
    expect(quoteOf(read('full', index), 1, 'NSE:NIFTY 50', received)?.time).toBe(index.exchangeAt)
  })

  it('is no quote where nothing has traded yet, and has no side on which nobody waits', () => {
    expect(quoteOf(read('full', tickOf(infy, { lastPrice: 0 })), 1, 'NSE:INFY', received)).toBeUndefined()
    const bare = quoteOf(read('full', tickOf(infy, { bids: [], exchangeAt: 0 })), 1, 'NSE:INFY', received)
    expect(bare).toEqual({ instrument: 'NSE:INFY', time: received, last: 1520.05, ask: 1520.1, volume: 1_234_567 })
  })

  it('of a full packet has the order book, as far as there are levels; no other has one', () => {
    const bids = tick.bids.slice(0, 2)
    expect(depthOf(read('full', tickOf(infy, { bids })), 1, 'NSE:INFY', received)).toEqual({
      instrument: 'NSE:INFY',
      time: tick.exchangeAt,
      bids,
      asks: tick.asks,
    })
    for (const mode of ['ltp', 'quote'] as const)
      expect(depthOf(read(mode, tick), 1, 'NSE:INFY', received)).toBeUndefined()
    expect(depthOf(read('full', tickOf(nifty)), 1, 'NSE:NIFTY 50', received)).toBeUndefined()
  })

  it('is a trade of what the volume grew by, at the time of the last one', () => {
    const batch = read('full', tick)
    expect(tradeOf(batch, 1, 'NSE:INFY', 1_234_500)).toEqual({
      instrument: 'NSE:INFY',
      time: tick.lastTradeAt,
      price: 1520.05,
      quantity: 67,
    })
    expect(tradeOf(batch, 1, 'NSE:INFY', 1_234_567)).toBeUndefined()
    expect(tradeOf(batch, 1, 'NSE:INFY', NaN)).toBeUndefined()
    expect(tradeOf(read('quote', tick), 1, 'NSE:INFY', 0)).toBeUndefined()
  })
})
