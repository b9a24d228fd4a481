import type { BrokerFill, BrokerOrder } from '../model/broker-book.ts'
import type { Decimal, DecimalInput } from '../model/decimal.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Position } from '../model/position.ts'
import type { Depth, Quote, Trade } from '../model/quote.ts'
import type { Product, Side } from '../model/supports.ts'

/**
 * What a simulated exchange knows for certain, and what can be done to it from outside.
 *
 * A simulator holds an account's books against it: whatever was lost, repeated or delayed on the way, in the end both
 * must agree.
 */
export interface SimulatedVenue {
  /** Every order that ever arrived, oldest first, as it stands now; those placed by hand carry no client order id. */
  listOrders(): readonly BrokerOrder[]
  /** Every fill that ever was, oldest first. */
  listFills(): readonly BrokerFill[]
  /** What is held, or was, by instrument and product. */
  listPositions(): readonly Position[]
  /** By ISO 4217 currency. */
  getCash(): Readonly<Record<string, Decimal>>
  /** Somebody trades: orders that the price reaches fill, up to that quantity, best price first, then oldest. */
  print(trade: Trade): void
  /** An order at the market that no trader of ours sent, as from the broker's own screen. */
  placeOutside(order: OutsideOrder): void
  /** The trading day is over: day orders expire, and what accounts can read of orders and trades begins anew. */
  endDay(): void
}

/** A venue at which others can show what they would trade at. */
export interface ShownMarket {
  /** Their best prices; sizes are quantities. */
  quote(quote: Quote & { readonly bidSize?: number; readonly askSize?: number }): void
  /** Several levels of them. */
  depth(depth: Depth): void
}

/** An order placed by hand at the venue. */
export interface OutsideOrder {
  readonly instrument: InstrumentId
  readonly side: Side
  readonly quantity: DecimalInput
  /** Default: the first that the broker lists. */
  readonly product?: Product
}
