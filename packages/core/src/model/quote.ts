import type { InstrumentId } from './ids.ts'
import type { Timestamp } from './time.ts'

/** The latest prices of an instrument, as observed. */
export interface Quote {
  readonly instrument: InstrumentId
  readonly time: Timestamp
  /** The price of the last trade. */
  readonly last: number
  /** The best price that somebody buys at. */
  readonly bid?: number
  /** The best price that somebody sells at. */
  readonly ask?: number
  /** Traded so far in this session. */
  readonly volume?: number
  /** How far it lags behind the market, where that is not what its provider says of all. */
  readonly delayedBySec?: number
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

/** What waits at one price of the order book. */
export interface DepthLevel {
  readonly price: number
  readonly quantity: number
  /** How many orders it is made of. */
  readonly orders?: number
}
