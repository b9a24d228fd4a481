import type { InstrumentId, Timestamp, Trade } from '@shagun/core'
import type { PacketBatch } from '../ticker/packet-batch.ts'
import { tradeOf } from '../ticker/read-row.ts'
import { midnightOf } from './india.ts'

/** What was traded in an instrument between one packet and the next, as Kite sends states and not prints. */
export interface Prints {
  /** `undefined` for the first packet, which tells only where to count from. */
  next(batch: PacketBatch, row: number): Trade | undefined
  /** Packets were missed: what was traded meanwhile has no price of its own. */
  forget(): void
}

export function createPrints(instrument: InstrumentId): Prints {
  let volume: number | undefined
  let day: Timestamp | undefined
  return {
    next(batch, row) {
      const [now, lastTradeAt] = [batch.volume[row]!, batch.lastTradeAt[row]!]
      // An index has no volume, and a contract that nobody has traded yet no last trade.
      if (!(now >= 0)) return undefined
      if (!(lastTradeAt > 0)) {
        if (now === 0) volume ??= 0
        return undefined
      }
      const today = midnightOf(lastTradeAt)
      const before = day !== undefined && today > day ? 0 : volume
      day = Math.max(today, day ?? today)
      // It only rises within a day; a packet that came late is none of a new trade.
      volume = Math.max(now, before ?? now)
      return before === undefined ? undefined : tradeOf(batch, row, instrument, before)
    },
    forget() {
      volume = undefined
      day = undefined
    },
  }
}
