import type { Quote } from '@shagun/core'
import { instruments } from './load.ts'

/** The quote that comes as number `i`: of one instrument after the other, on prices that walk, with what was traded so far. */
export function quoteAt(i: number, time: number): Quote {
  const last = 1_000 + (i % 97)
  return { instrument: instruments[i % instruments.length]!, time, last, bid: last - 0.05, ask: last + 0.05, volume: i }
}

// A message is when it was sent, and its quotes, each of them an index and four numbers, as exchanges pack them.
const headBytes = 8
const quoteBytes = 36

export function packQuotes(first: number, count: number, time: number): Uint8Array {
  const message = new Uint8Array(headBytes + count * quoteBytes)
  writeQuotes(message, first, time)
  return message
}

/** Writes the quotes from number `first` on over a message. */
export function writeQuotes(message: Uint8Array, first: number, time: number): void {
  const count = (message.length - headBytes) / quoteBytes
  const view = new DataView(message.buffer)
  view.setFloat64(0, time)
  for (let k = 0; k < count; k++) {
    const { last, bid, ask, volume } = quoteAt(first + k, time)
    const at = headBytes + k * quoteBytes
    view.setUint32(at, (first + k) % instruments.length)
    view.setFloat64(at + 4, last)
    view.setFloat64(at + 12, bid!)
    view.setFloat64(at + 20, ask!)
    view.setFloat64(at + 28, volume!)
  }
}

export function parseQuotes(message: Uint8Array, tell: (quote: Quote) => void): void {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const time = view.getFloat64(0)
  for (let at = headBytes; at < message.byteLength; at += quoteBytes)
    tell({
      instrument: instruments[view.getUint32(at)]!,
      time,
      last: view.getFloat64(at + 4),
      bid: view.getFloat64(at + 12),
      ask: view.getFloat64(at + 20),
      volume: view.getFloat64(at + 28),
    })
}
