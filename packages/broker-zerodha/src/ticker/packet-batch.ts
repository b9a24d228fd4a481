/** What a packet is, told by its length in bytes. */
export const packetLengths = { ltp: 8, indexQuote: 28, indexFull: 32, quote: 44, full: 184 } as const

/** Levels of the order book in a full packet: first the bids, then the asks, the best first on both sides. */
export const levelsASide = 5
export const levelsARow = 10

/**
 * The packets of one message, as columns.
 *
 * **There is one of these for all messages, and the next message overwrites it.** Read what is of use at once, while being
 * told of it, and keep nothing of it: no column, no part of one. Only rows below `count` mean anything.
 *
 * Prices are in rupees, times in epoch milliseconds. What a packet of a row's length does not say is NaN; a time that it
 * leaves open is 0, too. Depth is there in rows of 184 bytes alone.
 */
export interface PacketBatch {
  /** How many rows there are; 0 after a heartbeat. */
  readonly count: number
  /** A message of one byte, which only says that the line stands. */
  readonly isHeartbeat: boolean
  /** Packets of a length that nobody knows; they are left out. */
  readonly unknownPackets: number
  /** It ended before the last of its packets did, or it had none where it told of some; what came whole is there. */
  readonly isTruncated: boolean
  /** Bytes after the last packet. */
  readonly surplusBytes: number

  readonly token: Uint32Array
  /** Bytes of the packet, one of {@link packetLengths}. */
  readonly length: Uint8Array
  readonly lastPrice: Float64Array
  readonly lastQuantity: Float64Array
  readonly averagePrice: Float64Array
  readonly volume: Float64Array
  readonly buyQuantity: Float64Array
  readonly sellQuantity: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  /** Of the day before. */
  readonly close: Float64Array
  readonly lastTradeAt: Float64Array
  readonly openInterest: Float64Array
  readonly openInterestHigh: Float64Array
  readonly openInterestLow: Float64Array
  readonly exchangeAt: Float64Array
  /** Level `k` of a row is at `row * 10 + k`: bids from 0 to 4, asks from 5 to 9. A level that is empty has quantity 0. */
  readonly depthPrice: Float64Array
  readonly depthQuantity: Uint32Array
  readonly depthOrders: Uint16Array
}

/** A batch in the hands of who fills it. */
export type OpenBatch = { -readonly [Field in keyof PacketBatch]: PacketBatch[Field] }

/** An empty one; it grows with the longest message. */
export function createBatch(rows = 64): OpenBatch {
  return { count: 0, isHeartbeat: false, unknownPackets: 0, isTruncated: false, surplusBytes: 0, ...columnsFor(rows) }
}

/** Makes room for so many rows. Only called before a message is read, so nothing has to be kept. */
export function makeRoom(batch: OpenBatch, rows: number): void {
  if (rows > batch.token.length) Object.assign(batch, columnsFor(Math.max(rows, 2 * batch.token.length)))
}

function columnsFor(rows: number) {
  const column = (): Float64Array => new Float64Array(rows)
  return {
    token: new Uint32Array(rows),
    length: new Uint8Array(rows),
    lastPrice: column(),
    lastQuantity: column(),
    averagePrice: column(),
    volume: column(),
    buyQuantity: column(),
    sellQuantity: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    lastTradeAt: column(),
    openInterest: column(),
    openInterestHigh: column(),
    openInterestLow: column(),
    exchangeAt: column(),
    depthPrice: new Float64Array(rows * levelsARow),
    depthQuantity: new Uint32Array(rows * levelsARow),
    depthOrders: new Uint16Array(rows * levelsARow),
  }
}
