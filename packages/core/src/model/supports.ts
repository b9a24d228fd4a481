export type Side = 'buy' | 'sell'
export type OrderType = 'market' | 'limit' | 'stop' | 'stop-limit'
export type TimeInForce = 'day' | 'ioc' | 'gtc' | 'gtd' | 'fok'
export type Product = 'delivery' | 'intraday' | 'carryforward' | 'margin'
export type ChangeableField = 'quantity' | 'limitPrice' | 'stopPrice' | 'timeInForce'

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
  /** Fields of a working order that may change; `[]` means it cannot be modified. */
  readonly modify: readonly ChangeableField[]
  readonly groups: readonly ('oco' | 'bracket')[]
  readonly idempotency: 'none' | 'by-tag' | 'by-id'
  /** Characters of [a-z0-9] that travel with an order and come back; client order ids are cut to it. 0: none. At least 13 keep 64 bits. */
  readonly tagLength: number
}
