import type { KiteLevel, KiteTick } from './source.ts'

/** How much of an instrument a client wants to see. */
export type FakeMode = 'ltp' | 'quote' | 'full'

const segments = { currencyNse: 3, currencyBse: 6, index: 9 } as const
const noLevel: KiteLevel = { price: 0, quantity: 0, orders: 0 }

/** A packet, as a list of its integers in the order in which they go out. */
export function encodePacket(tick: KiteTick, mode: FakeMode): Uint8Array {
  const segment = tick.token % 256
  const paise = (price: number): number => Math.round(price * pricePlaces(segment))
  const head = [tick.token, paise(tick.lastPrice)]
  if (mode === 'ltp') return words(head)
  const { open, high, low, close } = tick
  if (segment === segments.index) {
    const index = [...head, ...[high, low, open, close].map(paise), paise(tick.lastPrice) - paise(close)]
    return words(mode === 'quote' ? index : [...index, seconds(tick.exchangeAt)])
  }
  const traded = [tick.lastQuantity, paise(tick.averagePrice), tick.volume, tick.buyQuantity, tick.sellQuantity]
  const quote = [...head, ...traded, ...[open, high, low, close].map(paise)]
  if (mode === 'quote') return words(quote)
  const { oi, oiDayHigh, oiDayLow } = tick
  const rest = [seconds(tick.lastTradeAt), oi, oiDayHigh, oiDayLow, seconds(tick.exchangeAt)]
  const levels = [tick.bids, tick.asks].flatMap((side) => Array.from({ length: 5 }, (_, i) => side[i] ?? noLevel))
  // The number of orders takes the upper half of its word, and the lower is padding.
  const depth = levels.flatMap(({ quantity, price, orders }) => [quantity, paise(price), orders * 65_536])
  return words([...quote, ...rest, ...depth])
}

/** A message of many packets. */
export function encodeFrame(packets: readonly Uint8Array[]): Uint8Array {
  return join([short(packets.length), ...packets.flatMap((packet) => [short(packet.length), packet])])
}

/** One byte, of whatever value. */
export function encodeHeartbeat(): Uint8Array {
  return Uint8Array.of(0)
}

function pricePlaces(segment: number): number {
  if (segment === segments.currencyNse) return 1e7
  return segment === segments.currencyBse ? 1e4 : 1e2
}

function seconds(time = 0): number {
  return Math.floor(time / 1_000)
}

function words(values: readonly number[]): Uint8Array {
  const packet = new DataView(new ArrayBuffer(4 * values.length))
  values.forEach((value, i) => {
    packet.setUint32(4 * i, value)
  })
  return new Uint8Array(packet.buffer)
}

function short(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff)
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
