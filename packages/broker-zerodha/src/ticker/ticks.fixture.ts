import fc from 'fast-check'
import type { FakeMode } from '../fake/ticker/encode-packet.ts'
import type { KiteLevel, KiteTick } from '../fake/ticker/source.ts'

/** Segments of Kite, the lowest byte of a token, with what a rupee is there. */
const segments = [
  [1, 100],
  [2, 100],
  [3, 10_000_000],
  [4, 100],
  [5, 100],
  [6, 10_000],
  [7, 100],
  [8, 100],
  [9, 100],
  [12, 100],
] as const

/** Whole numbers up to the limit, its neighbourhood and 0 more often than chance would have them. */
function whole(limit: number): fc.Arbitrary<number> {
  const edges = [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1].filter((value) => value < limit)
  return fc.oneof(
    { arbitrary: fc.integer({ min: 0, max: limit - 1 }), weight: 4 },
    { arbitrary: fc.constantFrom(...edges), weight: 1 },
  )
}

/**
 * Instruments as they can be, every integer on the wire below `limit`.
 *
 * Prices are what a person would write, 123.45, so that a parser that gives another double is wrong.
 */
export function ticksBelow(limit: number): fc.Arbitrary<KiteTick> {
  return fc.constantFrom(...segments).chain(([segment, rupee]) => {
    const price = whole(limit).map((integer) => Number(`${integer}e-${Math.log10(rupee)}`))
    const count = whole(limit)
    const time = count.map((seconds) => seconds * 1_000)
    const level: fc.Arbitrary<KiteLevel> = fc.record({
      price,
      quantity: count,
      orders: fc.integer({ min: 0, max: 65_535 }),
    })
    const side = fc.array(level, { minLength: 5, maxLength: 5 })
    return fc.record({
      token: fc.integer({ min: 0, max: Math.floor((limit - 1) / 256) - 1 }).map((rest) => rest * 256 + segment),
      lastPrice: price,
      lastQuantity: count,
      averagePrice: price,
      volume: count,
      buyQuantity: count,
      sellQuantity: count,
      open: price,
      high: price,
      low: price,
      close: price,
      lastTradeAt: time,
      exchangeAt: time,
      oi: count,
      oiDayHigh: count,
      oiDayLow: count,
      bids: side,
      asks: side,
    })
  })
}

/** A message's worth of them, each in a mode of its own. */
export function messagesBelow(
  limit: number,
): fc.Arbitrary<readonly { readonly tick: KiteTick; readonly mode: FakeMode }[]> {
  return fc.array(fc.record({ tick: ticksBelow(limit), mode: fc.constantFrom<FakeMode[]>('ltp', 'quote', 'full') }), {
    minLength: 1,
    maxLength: 12,
  })
}

/** A share in the middle of a day. */
export function tickOf(token: number, changes: Partial<KiteTick> = {}): KiteTick {
  return {
    token,
    lastPrice: 1520.05,
    lastQuantity: 10,
    averagePrice: 1518.4,
    volume: 1_234_567,
    buyQuantity: 4_000,
    sellQuantity: 5_000,
    open: 1510,
    high: 1525.5,
    low: 1505,
    close: 1512.35,
    lastTradeAt: Date.UTC(2026, 10, 23, 5, 59, 58),
    exchangeAt: Date.UTC(2026, 10, 23, 5, 59, 59),
    oi: 0,
    oiDayHigh: 0,
    oiDayLow: 0,
    bids: [1520, 1519.95, 1519.9, 1519.85, 1519.8].map((price, i) => ({ price, quantity: 100 + i, orders: 3 + i })),
    asks: [1520.1, 1520.15, 1520.2, 1520.25, 1520.3].map((price, i) => ({ price, quantity: 75 + i, orders: 2 + i })),
    ...changes,
  }
}
