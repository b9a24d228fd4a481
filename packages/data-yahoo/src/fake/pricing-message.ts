import { Buffer } from 'node:buffer'

/** A trade as the stream of Yahoo tells it. */
export interface FakeTick {
  readonly symbol: string
  /** Of the last trade, in Yahoo's currency of the symbol. */
  readonly price: number
  /** Epoch milliseconds. */
  readonly time: number
  /** Empty where Yahoo says none. */
  readonly currency: string
  readonly bid?: number
  readonly ask?: number
  /** Traded so far in this session. */
  readonly volume?: number
}

/** As protobuf, which leaves out what is 0. */
export function encodePricingMessage({ symbol, price, time, currency, bid, ask, volume }: FakeTick): string {
  const bytes: number[] = []
  function varint(value: bigint): void {
    for (; value > 0x7fn; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80)
    bytes.push(Number(value))
  }
  function text(field: number, value: string): void {
    if (value === '') return
    const encoded = Buffer.from(value)
    varint(BigInt(field * 8 + 2))
    varint(BigInt(encoded.length))
    bytes.push(...encoded)
  }
  function float(field: number, value: number): void {
    if (value === 0) return
    const encoded = Buffer.alloc(4)
    encoded.writeFloatLE(value)
    varint(BigInt(field * 8 + 5))
    bytes.push(...encoded)
  }
  function sint(field: number, value: number): void {
    if (value === 0) return
    varint(BigInt(field * 8))
    const whole = BigInt(Math.round(value))
    varint(whole < 0n ? -whole * 2n - 1n : whole * 2n)
  }
  text(1, symbol)
  float(2, price)
  sint(3, time)
  text(4, currency)
  // An enumeration, whose numbers are not zigzag.
  varint(7n * 8n)
  varint(1n)
  sint(9, volume ?? 0)
  float(23, bid ?? 0)
  float(25, ask ?? 0)
  sint(27, 2)
  return Buffer.from(bytes).toString('base64')
}
