import type { InstrumentId, Quote, Timestamp } from '@shagun/core'
import { amountOf, isRow, type Wire } from '../books/wire.ts'
import { parseTime } from '../wire-time.ts'

/** Some times that are none are written as that of a year long ago. */
const earliest = Date.UTC(1994, 0, 1)

/**
 * `{"timestamp":"2021-06-08 15:45:56","last_trade_time":"2021-06-08 15:45:52","last_price":1412.95,"volume":7360198,
 * "depth":{"buy":[{"price":1412.95,"quantity":5191,"orders":13}],"sell":[{"price":0,"quantity":0,"orders":0}]}}`
 *
 * Indices have neither volume nor depth.
 *
 * @returns `undefined` for what has not traded yet, `unreadable` for what cannot be believed
 */
export function readQuote(row: Wire, instrument: InstrumentId): Quote | undefined | 'unreadable' {
  if (!isRow(row)) return 'unreadable'
  const [last, volume] = [amountOf(row['last_price']), amountOf(row['volume'])]
  if (last === 0) return undefined
  const time = timeOf(row['timestamp']) ?? timeOf(row['last_trade_time'])
  if (last === undefined || last < 0 || time === undefined) return 'unreadable'
  const [bid, ask] = [bestOf(row['depth'], 'buy'), bestOf(row['depth'], 'sell')]
  return {
    instrument,
    time,
    last,
    ...(bid !== undefined && { bid }),
    ...(ask !== undefined && { ask }),
    ...(volume !== undefined && volume >= 0 && { volume }),
  }
}

/** Where fewer orders wait than there are levels, the rest is zeros. */
function bestOf(depth: Wire, side: 'buy' | 'sell'): number | undefined {
  const levels = isRow(depth) ? depth[side] : undefined
  const best: Wire = Array.isArray(levels) ? levels[0] : undefined
  if (!isRow(best)) return undefined
  const [price, quantity] = [amountOf(best['price']) ?? 0, amountOf(best['quantity']) ?? 0]
  return price > 0 && quantity > 0 ? price : undefined
}

function timeOf(text: Wire): Timestamp | undefined {
  const time = parseTime(text)
  return time !== undefined && time > earliest ? time : undefined
}
