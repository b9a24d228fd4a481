import type { Decimal } from './decimal.ts'
import type { BrokerOrderId, ClientOrderId, InstrumentId } from './ids.ts'
import type { Position } from './position.ts'
import type { Side, TimeInForce } from './supports.ts'
import type { Timestamp } from './time.ts'

/** Vendor facts needed later to address an order (a Kite variety), kept with it and handed back. */
export type VendorNote = Readonly<Record<string, string>>

/** A row of the broker's own order book; quantities are cumulative. */
export interface BrokerOrder {
  readonly brokerOrderId: BrokerOrderId
  /** The tag that came back, where the broker carries one. */
  readonly clientOrderId?: ClientOrderId
  readonly instrument: InstrumentId
  readonly side: Side
  readonly lifecycle: 'working' | 'filled' | 'canceled' | 'rejected' | 'expired'
  readonly quantity: Decimal
  readonly filledQuantity: Decimal
  readonly averagePrice?: Decimal
  /** The prices that hold now, where the broker shows them: what confirms a modification. */
  readonly limitPrice?: Decimal
  readonly stopPrice?: Decimal
  readonly timeInForce?: TimeInForce
  readonly time: Timestamp
  readonly reason?: string
  readonly note?: VendorNote
}

/** A row of the broker's own trade book. */
export interface BrokerFill {
  /** Unique within its {@link BrokerOrderId}; the same each time the broker tells of it. */
  readonly fillId: string
  readonly brokerOrderId: BrokerOrderId
  readonly quantity: Decimal
  readonly price: Decimal
  readonly fees?: Decimal
  readonly time: Timestamp
}

/** What a broker tells us, in its own words; core turns reports into events. */
export type BrokerReport =
  | { readonly type: 'order'; readonly order: BrokerOrder }
  | { readonly type: 'fill'; readonly fill: BrokerFill }
  | { readonly type: 'lost'; readonly cause: string }
  | { readonly type: 'restored' }
  | { readonly type: 'session-expired' }

/** Everything the broker holds for the account, read at one moment. */
export interface BrokerSnapshot {
  readonly asOf: Timestamp
  readonly orders: readonly BrokerOrder[]
  readonly fills: readonly BrokerFill[]
  readonly positions: readonly Position[]
  readonly holdings: readonly Position[]
  /** By ISO 4217 currency. */
  readonly cash: Readonly<Record<string, Decimal>>
}
