import type { InstrumentId } from './ids.ts'
import type { Timestamp } from './time.ts'

/** The latest prices of an instrument, as observed. */
export interface Quote {
  readonly instrument: InstrumentId
  readonly time: Timestamp
  readonly last: number
  readonly bid?: number
  readonly ask?: number
  /** Traded so far in this session. */
  readonly volume?: number
}

/** A print of the market, not of ours: what we trade is a `Fill`. */
export interface Trade {
  readonly instrument: InstrumentId
  readonly time: Timestamp
  readonly price: number
  readonly quantity: number
}

/** The order book, best level first on both sides. */
export interface Depth {
  readonly instrument: InstrumentId
  readonly time: Timestamp
  readonly bids: readonly DepthLevel[]
  readonly asks: readonly DepthLevel[]
}

export interface DepthLevel {
  readonly price: number
  readonly quantity: number
  readonly orders?: number
}
