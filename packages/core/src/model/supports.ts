/** Whether we buy or sell. */
export type Side = 'buy' | 'sell'
/** How an order is priced; once its stop price trades, a `stop` is a market order and a `stop-limit` a limit order. */
export type OrderType = 'market' | 'limit' | 'stop' | 'stop-limit'
/** How long an order may fill: `ioc` at once, `fok` at once and whole, `gtd` to a date, `gtc` until it is canceled. */
export type TimeInForce = 'day' | 'ioc' | 'gtc' | 'gtd' | 'fok'
/** How a position is held: taken into delivery, closed within the day, carried forward, or on margin. */
export type Product = 'delivery' | 'intraday' | 'carryforward' | 'margin'
/** What may be changed of a working order. */
export type ChangeableField = 'quantity' | 'limitPrice' | 'stopPrice' | 'timeInForce'

/** How orders of a group hang together: `oco`, of which one cancels the others; `bracket`, an entry with its exits. */
export type GroupKind = 'oco' | 'bracket'

/**
 * What a broker accepts, as values.
 *
 * Declared once, it narrows what compiles on a concrete trader, gates orders at run time for general strategies, and
 * selects conformance cases.
 */
export interface Supports {
  readonly orderTypes: readonly OrderType[]
  readonly timeInForce: readonly TimeInForce[]
  readonly products: readonly Product[]
  /** Pairs that are not taken although each half is, such as a market order that stays beyond the day. */
  readonly except?: readonly (readonly [OrderType, TimeInForce])[]
  /** Fields of a working order that may change; `[]` means it cannot be modified. */
  readonly modify: readonly ChangeableField[]
  /** Orders that the broker itself keeps in step; `[]` means none. */
  readonly groups: readonly GroupKind[]
  /** Whether it hides what is beyond an order's `displayQuantity`. Left out where it does not, or nobody knows. */
  readonly display?: boolean
  readonly idempotency: 'none' | 'by-tag' | 'by-id'
  /** Characters of [a-z0-9] that travel with an order and come back; client order ids are cut to it. 0: none. At least 13 keep 64 bits. */
  readonly tagLength: number
}
