import type { Depth, DepthLevel, InstrumentId, Quote, Timestamp, Trade } from '@shagun/core'
import { levelsARow, levelsASide, type PacketBatch, packetLengths } from './packet-batch.ts'

/**
 * The quote in a row; `undefined` where nothing has traded yet.
 *
 * @param receivedAt - when the message came, for packets that carry no time of their own, which are all but the full ones
 */
export function quoteOf(
  batch: PacketBatch,
  row: number,
  instrument: InstrumentId,
  receivedAt: Timestamp,
): Quote | undefined {
  const last = batch.lastPrice[row]!
  if (last === 0) return undefined
  const quote: { -readonly [Field in keyof Quote]: Quote[Field] } = {
    instrument,
    time: batch.exchangeAt[row]! || receivedAt,
    last,
  }
  const volume = batch.volume[row]!
  if (volume >= 0) quote.volume = volume
  if (batch.length[row] !== packetLengths.full) return quote
  const bid = row * levelsARow
  const ask = bid + levelsASide
  if (isLevel(batch, bid)) quote.bid = batch.depthPrice[bid]!
  if (isLevel(batch, ask)) quote.ask = batch.depthPrice[ask]!
  return quote
}

/** The order book in a row, as far as it has levels; `undefined` for packets that carry none. */
export function depthOf(
  batch: PacketBatch,
  row: number,
  instrument: InstrumentId,
  receivedAt: Timestamp,
): Depth | undefined {
  if (batch.length[row] !== packetLengths.full) return undefined
  const first = row * levelsARow
  return {
    instrument,
    time: batch.exchangeAt[row]! || receivedAt,
    bids: sideOf(batch, first),
    asks: sideOf(batch, first + levelsASide),
  }
}

/**
 * What was traded since the row before, as one print: the increase of the volume at the last price.
 *
 * Kite sends states and not prints, so of several trades between two packets only the last price is known. `undefined`
 * where nothing was traded, and for packets that carry no time of a trade, which are all but the full ones.
 *
 * @param volumeBefore - of the row before of the same instrument and day
 */
export function tradeOf(
  batch: PacketBatch,
  row: number,
  instrument: InstrumentId,
  volumeBefore: number,
): Trade | undefined {
  const time = batch.lastTradeAt[row]!
  const price = batch.lastPrice[row]!
  const quantity = batch.volume[row]! - volumeBefore
  return time > 0 && price > 0 && quantity > 0 ? { instrument, time, price, quantity } : undefined
}

function sideOf(batch: PacketBatch, first: number): readonly DepthLevel[] {
  const levels: DepthLevel[] = []
  for (let level = first; level < first + levelsASide; level++)
    if (isLevel(batch, level))
      levels.push({
        price: batch.depthPrice[level]!,
        quantity: batch.depthQuantity[level]!,
        orders: batch.depthOrders[level]!,
      })
  return levels
}

/** Where fewer orders wait than there are levels, the rest is zeros. */
function isLevel({ depthPrice, depthQuantity }: PacketBatch, level: number): boolean {
  return depthPrice[level]! > 0 && depthQuantity[level]! > 0
}
