import { levelsARow, makeRoom, type OpenBatch, packetLengths } from './packet-batch.ts'

// All integers are unsigned and big-endian; prices are integers, too.
//
//   message   u16 count, then count times { u16 length, packet }; a message of one byte is a heartbeat
//
//   length    8        28 and 32         44 and 184
//      0      token    token             token                 its lowest byte is the segment
//      4      last     last              last
//      8               high              quantity of the last trade
//     12               low               average price
//     16               open              volume
//     20               close             quantity of all bids
//     24               change, unused    quantity of all asks
//     28               time (32 alone)   open
//     32                                 high
//     36                                 low
//     40                                 close
//     44                                 time of the last trade (from here on 184 alone)
//     48                                 open interest, its highest of the day (52), its lowest (56)
//     60                                 time at the exchange
//     64                                 10 levels { u32 quantity, u32 price, u16 orders, 2 unused }, 5 bids, 5 asks
//
// Times are seconds since 1970 in UTC, 0 where there is none.

const shortestPacket = 2 + packetLengths.ltp
const depthAt = 64
const levelBytes = 12

/**
 * Reads a binary message of the stream into a batch, over whatever stood there; see there for how long it may be read.
 *
 * Whatever the bytes are, it never throws, reads none beyond the end, and leaves out what it cannot read, counted.
 */
export function parseFrame(frame: Uint8Array, batch: OpenBatch): void {
  const end = frame.length
  batch.count = 0
  batch.unknownPackets = 0
  batch.surplusBytes = 0
  batch.isHeartbeat = end === 1
  batch.isTruncated = end === 0
  if (end < 2) return
  const view = new DataView(frame.buffer, frame.byteOffset, end)
  const packets = view.getUint16(0)
  makeRoom(batch, Math.min(packets, Math.floor((end - 2) / shortestPacket)))
  let at = 2
  for (let i = 0; i < packets; i++) {
    const start = at + 2
    const length = start > end ? 0 : view.getUint16(at)
    if (start + length > end) {
      batch.isTruncated = true
      return
    }
    if (readPacket(view, start, length, batch, batch.count)) batch.count++
    else batch.unknownPackets++
    at = start + length
  }
  batch.surplusBytes = end - at
}

/** @returns whether it is of a length that is known */
function readPacket(view: DataView, at: number, length: number, batch: OpenBatch, row: number): boolean {
  switch (length) {
    case packetLengths.full:
      readTraded(view, at, batch, row)
      readFull(view, at, batch, row)
      break
    case packetLengths.quote:
      readTraded(view, at, batch, row)
      leaveFullOpen(batch, row)
      batch.exchangeAt[row] = 0
      break
    case packetLengths.indexFull:
    case packetLengths.indexQuote:
      readIndex(view, at, batch, row)
      leaveFullOpen(batch, row)
      batch.exchangeAt[row] = length === packetLengths.indexFull ? view.getUint32(at + 28) * 1_000 : 0
      break
    case packetLengths.ltp:
      leaveTradedOpen(batch, row)
      batch.open[row] = batch.high[row] = batch.low[row] = batch.close[row] = NaN
      leaveFullOpen(batch, row)
      batch.exchangeAt[row] = 0
      break
    default:
      return false
  }
  const token = view.getUint32(at)
  batch.token[row] = token
  batch.length[row] = length
  batch.lastPrice[row] = view.getUint32(at + 4) / divisorOf(token)
  return true
}

/** What a price is multiplied by to be an integer: more where currencies are traded. */
function divisorOf(token: number): number {
  switch (token & 0xff) {
    case 3:
      return 10_000_000
    case 6:
      return 10_000
    default:
      return 100
  }
}

function readTraded(view: DataView, at: number, batch: OpenBatch, row: number): void {
  const divisor = divisorOf(view.getUint32(at))
  batch.lastQuantity[row] = view.getUint32(at + 8)
  batch.averagePrice[row] = view.getUint32(at + 12) / divisor
  batch.volume[row] = view.getUint32(at + 16)
  batch.buyQuantity[row] = view.getUint32(at + 20)
  batch.sellQuantity[row] = view.getUint32(at + 24)
  batch.open[row] = view.getUint32(at + 28) / divisor
  batch.high[row] = view.getUint32(at + 32) / divisor
  batch.low[row] = view.getUint32(at + 36) / divisor
  batch.close[row] = view.getUint32(at + 40) / divisor
}

function readIndex(view: DataView, at: number, batch: OpenBatch, row: number): void {
  const divisor = divisorOf(view.getUint32(at))
  leaveTradedOpen(batch, row)
  batch.high[row] = view.getUint32(at + 8) / divisor
  batch.low[row] = view.getUint32(at + 12) / divisor
  batch.open[row] = view.getUint32(at + 16) / divisor
  batch.close[row] = view.getUint32(at + 20) / divisor
}

function readFull(view: DataView, at: number, batch: OpenBatch, row: number): void {
  const divisor = divisorOf(view.getUint32(at))
  batch.lastTradeAt[row] = view.getUint32(at + 44) * 1_000
  batch.openInterest[row] = view.getUint32(at + 48)
  batch.openInterestHigh[row] = view.getUint32(at + 52)
  batch.openInterestLow[row] = view.getUint32(at + 56)
  batch.exchangeAt[row] = view.getUint32(at + 60) * 1_000
  const { depthPrice, depthQuantity, depthOrders } = batch
  const last = (row + 1) * levelsARow
  for (let level = row * levelsARow, from = at + depthAt; level < last; level++, from += levelBytes) {
    depthQuantity[level] = view.getUint32(from)
    depthPrice[level] = view.getUint32(from + 4) / divisor
    depthOrders[level] = view.getUint16(from + 8)
  }
}

function leaveTradedOpen(batch: OpenBatch, row: number): void {
  batch.lastQuantity[row] = batch.averagePrice[row] = batch.volume[row] = NaN
  batch.buyQuantity[row] = batch.sellQuantity[row] = NaN
}

function leaveFullOpen(batch: OpenBatch, row: number): void {
  batch.lastTradeAt[row] = 0
  batch.openInterest[row] = batch.openInterestHigh[row] = batch.openInterestLow[row] = NaN
}
