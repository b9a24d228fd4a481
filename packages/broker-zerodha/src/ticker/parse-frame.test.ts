import fc from 'fast-check'
import { KiteTicker } from 'kiteconnect'
import { describe, expect, it } from 'vitest'
import { encodeFrame, encodeHeartbeat, encodePacket, type FakeMode } from '../fake/ticker/encode-packet.ts'
import type { KiteTick } from '../fake/ticker/source.ts'
import { createBatch, type PacketBatch } from './packet-batch.ts'
import { parseFrame } from './parse-frame.ts'
import { messagesBelow, tickOf, ticksBelow } from './ticks.fixture.ts'

const infy = 408_065

/** Kite's own, of which this method alone is used: it needs no connection, and its types leave it out. */
const theirs = new KiteTicker({ api_key: 'k', access_token: 't', reconnect: false }) as unknown as {
  parseBinary(message: ArrayBuffer): readonly object[]
}

function parseTheirs(frame: Uint8Array): readonly object[] {
  const { buffer, byteOffset, byteLength } = frame
  return theirs.parseBinary(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)
}

function parse(frame: Uint8Array): PacketBatch {
  const batch = createBatch(2)
  parseFrame(frame, batch)
  return batch
}

/** A row in the words of kiteconnect. */
function inTheirWords(batch: PacketBatch, row: number): object {
  const date = (time: number): Date | null => (time === 0 ? null : new Date(time))
  const token = batch.token[row]!
  const length = batch.length[row]!
  const last = batch.lastPrice[row]!
  const mode = { 8: 'ltp', 28: 'quote', 44: 'quote', 32: 'full', 184: 'full' }[length]
  const words = { tradable: (token & 0xff) !== 9, mode, instrument_token: token, last_price: last }
  if (mode === 'ltp') return words
  const close = batch.close[row]!
  const ohlc = { open: batch.open[row], high: batch.high[row], low: batch.low[row], close }
  // Where there is no close, theirs shows the bytes of an index, and 0 otherwise.
  const change = close === 0 ? expect.any(Number) : ((last - close) * 100) / close
  if (length < 44)
    return { ...words, ohlc, change, ...(length === 32 && { exchange_timestamp: date(batch.exchangeAt[row]!) }) }
  const quote = {
    ...words,
    last_traded_quantity: batch.lastQuantity[row],
    average_traded_price: batch.averagePrice[row],
    volume_traded: batch.volume[row],
    total_buy_quantity: batch.buyQuantity[row],
    total_sell_quantity: batch.sellQuantity[row],
    ohlc,
    change,
  }
  if (length === 44) return quote
  const levels = Array.from({ length: 10 }, (_, k) => ({
    quantity: batch.depthQuantity[row * 10 + k],
    price: batch.depthPrice[row * 10 + k],
    orders: batch.depthOrders[row * 10 + k],
  }))
  return {
    ...quote,
    last_trade_time: date(batch.lastTradeAt[row]!),
    exchange_timestamp: date(batch.exchangeAt[row]!),
    oi: batch.openInterest[row],
    oi_day_high: batch.openInterestHigh[row],
    oi_day_low: batch.openInterestLow[row],
    depth: { buy: levels.slice(0, 5), sell: levels.slice(5) },
  }
}

/** A row as the exchange had it. */
function asSent(batch: PacketBatch, row: number): Partial<KiteTick> {
  const length = batch.length[row]!
  const side = (first: number) =>
    Array.from({ length: 5 }, (_, k) => ({
      price: batch.depthPrice[row * 10 + first + k]!,
      quantity: batch.depthQuantity[row * 10 + first + k]!,
      orders: batch.depthOrders[row * 10 + first + k]!,
    }))
  return {
    token: batch.token[row]!,
    lastPrice: batch.lastPrice[row]!,
    ...(length > 8 && {
      open: batch.open[row]!,
      high: batch.high[row]!,
      low: batch.low[row]!,
      close: batch.close[row]!,
    }),
    ...(length >= 44 && {
      lastQuantity: batch.lastQuantity[row]!,
      averagePrice: batch.averagePrice[row]!,
      volume: batch.volume[row]!,
      buyQuantity: batch.buyQuantity[row]!,
      sellQuantity: batch.sellQuantity[row]!,
    }),
    ...((length === 32 || length === 184) && { exchangeAt: batch.exchangeAt[row]! }),
    ...(length === 184 && {
      lastTradeAt: batch.lastTradeAt[row]!,
      oi: batch.openInterest[row]!,
      oiDayHigh: batch.openInterestHigh[row]!,
      oiDayLow: batch.openInterestLow[row]!,
      bids: side(0),
      asks: side(5),
    }),
  }
}

function expectSent(batch: PacketBatch, sent: readonly { readonly tick: KiteTick; readonly mode: FakeMode }[]): void {
  expect(batch.count).toBe(sent.length)
  sent.forEach(({ tick, mode }, row) => {
    expect(tick).toMatchObject(asSent(batch, row))
    const isIndex = tick.token % 256 === 9
    expect(batch.length[row]).toBe({ ltp: 8, quote: isIndex ? 28 : 44, full: isIndex ? 32 : 184 }[mode])
  })
}

const encode = (sent: readonly { readonly tick: KiteTick; readonly mode: FakeMode }[]): Uint8Array =>
  encodeFrame(sent.map(({ tick, mode }) => encodePacket(tick, mode)))

describe('parseFrame', () => {
  it('reads what kiteconnect reads, wherever that one is right: all lengths and segments below 2^31', () => {
    const lengths = new Set<number>()
    fc.assert(
      fc.property(messagesBelow(2 ** 31), (sent) => {
        const frame = encode(sent)
        const batch = parse(frame)
        const read = Array.from({ length: batch.count }, (_, row) => inTheirWords(batch, row))
        expect(parseTheirs(frame)).toEqual(read)
        for (let row = 0; row < batch.count; row++) lengths.add(batch.length[row]!)
      }),
      { numRuns: 500 },
    )
    expect([...lengths].sort((a, b) => a - b)).toEqual([8, 28, 32, 44, 184])
  })

  it('reads what was sent, to the nearest double, also where kiteconnect reads negative numbers', () => {
    fc.assert(
      fc.property(messagesBelow(2 ** 32), (sent) => expectSent(parse(encode(sent)), sent)),
      { numRuns: 500 },
    )
    const large = tickOf(0x9000_0001, { volume: 2 ** 31, oi: 2 ** 32 - 1 })
    const frame = encode([{ tick: large, mode: 'full' }])
    expect(parseTheirs(frame)[0]).toMatchObject({ instrument_token: 0x9000_0001 - 2 ** 32, volume_traded: -(2 ** 31) })
    expectSent(parse(frame), [{ tick: large, mode: 'full' }])
  })

  it('reads the packets that came whole of a message cut off anywhere, and says that it was', () => {
    fc.assert(
      fc.property(
        messagesBelow(2 ** 32),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (sent, part) => {
          const frame = encode(sent)
          const cut = Math.floor(part * frame.length)
          if (cut === 1) return
          let end = 2
          const whole = sent.filter(({ tick, mode }) => (end += 2 + encodePacket(tick, mode).length) <= cut)
          const batch = parse(frame.subarray(0, cut))
          expectSent(batch, whole)
          expect([batch.isTruncated, batch.unknownPackets, batch.surplusBytes]).toEqual([true, 0, 0])
        },
      ),
      { numRuns: 500 },
    )
  })

  it('leaves out packets of unknown lengths, counts them, and reads those around them', () => {
    const sent = { tick: tickOf(infy), mode: 'full' } as const
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }).filter((all) => all.every(isUnknown)),
        (unknown) => {
          const packet = encodePacket(sent.tick, sent.mode)
          const batch = parse(encodeFrame([packet, ...unknown, packet]))
          expectSent(batch, [sent, sent])
          expect([batch.unknownPackets, batch.isTruncated]).toEqual([unknown.length, false])
        },
      ),
    )
    function isUnknown({ length }: Uint8Array): boolean {
      return ![8, 28, 32, 44, 184].includes(length)
    }
  })

  it('knows a heartbeat, a message without packets, an empty one, and one with bytes to spare', () => {
    const { count, isHeartbeat, isTruncated, surplusBytes } = parse(encodeHeartbeat())
    expect([count, isHeartbeat, isTruncated, surplusBytes]).toEqual([0, true, false, 0])
    expect(parse(Uint8Array.of(77)).isHeartbeat).toBe(true)
    expect(parse(encodeFrame([]))).toMatchObject({ count: 0, isHeartbeat: false, isTruncated: false, surplusBytes: 0 })
    expect(parse(new Uint8Array())).toMatchObject({ count: 0, isHeartbeat: false, isTruncated: true })
    const spare = parse(Uint8Array.of(...encode([{ tick: tickOf(infy), mode: 'ltp' }]), 1, 2, 3))
    expect(spare).toMatchObject({ count: 1, surplusBytes: 3, isTruncated: false })
  })

  it('never throws, whatever the bytes, and never gives a number that is not in them', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 600 }), likeFrames())
    fc.assert(
      fc.property(bytes, fc.nat(3), (frame, before) => {
        // In the middle of a larger buffer, whose other bytes are 0xAA, to see whether it reads beyond its own.
        const buffer = new Uint8Array(before + frame.length + 400).fill(0xaa)
        buffer.set(frame, before)
        const batch = parse(buffer.subarray(before, before + frame.length))
        const there = numbersIn(frame)
        for (const value of numbersOf(batch)) expect(there.has(value)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('keeps nothing of the message before, and grows with the longest', () => {
    const batch = createBatch(1)
    fc.assert(
      fc.property(fc.array(messagesBelow(2 ** 32), { minLength: 1, maxLength: 4 }), (messages) => {
        for (const sent of messages) {
          parseFrame(encode(sent), batch)
          expectSent(batch, sent)
          for (let row = 0; row < batch.count; row++) {
            if (batch.length[row]! < 44) expect(batch.volume[row]).toBeNaN()
            if (batch.length[row]! < 184) expect([batch.openInterest[row], batch.lastTradeAt[row]]).toEqual([NaN, 0])
            if (batch.length[row] === 8) expect([batch.open[row], batch.exchangeAt[row]]).toEqual([NaN, 0])
          }
        }
      }),
    )
    parseFrame(
      encode(Array.from({ length: 3_000 }, (_, i) => ({ tick: tickOf(i * 256 + 1), mode: 'full' as const }))),
      batch,
    )
    expect([batch.count, batch.token[2_999]]).toEqual([3_000, 2_999 * 256 + 1])
  })

  it('makes no room for packets that are only announced', () => {
    const batch = createBatch(1)
    parseFrame(Uint8Array.of(0xff, 0xff, 0, 8, 1), batch)
    expect([batch.token.length, batch.isTruncated]).toEqual([1, true])
  })

  it('divides by what a rupee is in the segment', () => {
    const prices = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12].map((segment) => {
      const packet = Uint8Array.of(0, 0, 1, segment, 0x12, 0xd6, 0x87, 0x40)
      return parse(encodeFrame([packet])).lastPrice[0]
    })
    const plain = 0x12d6_8740 / 100
    expect(prices).toEqual([plain, plain, 31.604_921_6, plain, plain, 31_604.921_6, plain, plain, plain, plain])
  })
})

/** Bytes that look like a message, and mostly are none. */
function likeFrames(): fc.Arbitrary<Uint8Array> {
  const packet = fc
    .tuple(fc.constantFrom(8, 28, 32, 44, 184, 12, 0), fc.integer({ min: -2, max: 2 }), fc.nat(3))
    .chain(([length, less, lies]) =>
      fc
        .uint8Array({ minLength: Math.max(0, length - less), maxLength: Math.max(0, length - less) })
        .map((bytes) => [0, lies === 0 ? length : bytes.length, ...bytes]),
    )
  return fc
    .tuple(fc.array(packet, { maxLength: 6 }), fc.nat(8))
    .map(([packets, count]) => Uint8Array.from([0, count, ...packets.flat()]))
}

/** Every number that a packet can be read to say, wherever it begins. */
function numbersIn(frame: Uint8Array): ReadonlySet<number> {
  const numbers = new Set<number>()
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  for (let at = 0; at + 2 <= frame.length; at++) numbers.add(view.getUint16(at))
  for (let at = 0; at + 4 <= frame.length; at++) {
    const integer = view.getUint32(at)
    for (const by of [1, 100, 10_000, 10_000_000]) numbers.add(integer / by)
    numbers.add(integer * 1_000)
  }
  return numbers
}

function numbersOf(batch: PacketBatch): readonly number[] {
  return Array.from({ length: batch.count }, (_, row) => {
    const { bids = [], asks = [], ...plain } = asSent(batch, row)
    return [...Object.values(plain), ...[...bids, ...asks].flatMap((level) => Object.values(level))] as number[]
  }).flat()
}

describe('the ticks these tests are made of', () => {
  it('reach 2^31 and above in every field', () => {
    const largest = fc.sample(ticksBelow(2 ** 32), 300).map(({ volume }) => volume)
    expect(Math.max(...largest)).toBeGreaterThan(2 ** 31)
  })
})
