import { encodeFrame, encodePacket } from '../../packages/broker-zerodha/src/fake/ticker/encode-packet.ts'
import type { KiteTick } from '../../packages/broker-zerodha/src/fake/ticker/source.ts'

/** Full packets in each message, as when many instruments trade at once. */
export const packetsAMessage = 500

/** At a pace: so many full packets a second, of so many instruments, for so long. */
export const pacePerSecond = 10_000
export const instrumentCount = 500
export const pacedMs = 20_000
export const warmUpMs = 3_000

/** Tokens of shares on NSE. */
export function tokenOf(index: number): number {
  return (index + 1) * 256 + 1
}

export function tickAt(index: number, openInterest: number): KiteTick {
  const last = 1_000 + (index % 97) / 20
  const level = (price: number, i: number) => ({ price, quantity: 100 + i, orders: 1 + i })
  return {
    token: tokenOf(index),
    lastPrice: last,
    lastQuantity: 10 + index,
    averagePrice: last - 0.5,
    volume: 1_000_000 + index,
    buyQuantity: 4_000,
    sellQuantity: 5_000,
    open: last - 2,
    high: last + 3,
    low: last - 4,
    close: last - 1,
    lastTradeAt: 1_795_413_598_000,
    exchangeAt: 1_795_413_599_000,
    oi: openInterest,
    oiDayHigh: 0,
    oiDayLow: 0,
    bids: [1, 2, 3, 4, 5].map((i) => level(last - i / 20, i)),
    asks: [1, 2, 3, 4, 5].map((i) => level(last + i / 20, i)),
  }
}

export function fullMessage(): Uint8Array {
  return encodeFrame(Array.from({ length: packetsAMessage }, (_, i) => encodePacket(tickAt(i, i), 'full')))
}
