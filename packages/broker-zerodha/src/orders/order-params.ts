import { exchangeOf, symbolOf } from '@shagun/core'
import type { BrokerOrderRef } from '@shagun/core/adapter'
import { invalid } from '../check-options.ts'
import { type KiteTerms, kiteOrderType, kiteProduct, kiteSide, kiteValidity } from './words.ts'

/** How orders are sent where Kite leaves it open. */
export interface OrderOptions {
  /**
   * How far from the last price an order at the market may fill, in percent; -1 leaves it to Kite, which is the default.
   * Kite makes a limit order of it, and what does not fill within stays in the market.
   */
  readonly marketProtection?: number
  /** Whether Kite splits what is above the freeze quantity into up to ten orders. Default: no. */
  readonly autoslice?: boolean
  /**
   * What Kite makes of a `displayQuantity`: `disclosed` leaves it to the exchange, which takes one for shares alone;
   * `iceberg` places up to 50 limit orders of that size, one after the other. Default: `disclosed` for shares, `iceberg`
   * for contracts.
   */
  readonly displayAs?: 'disclosed' | 'iceberg'
  /** Of a registered strategy. */
  readonly algoId?: string
}

/** @throws ShagunError `invalid-options` for what Kite would refuse with each order */
export function checkOrderOptions({ marketProtection = -1, displayAs = 'disclosed' }: OrderOptions): void {
  // Since April 2026 orders at the market without any are refused.
  if (marketProtection !== -1 && !(marketProtection > 0 && marketProtection <= 100))
    throw invalid('marketProtection', String(marketProtection), 'a percentage above 0 and up to 100, or -1')
  if (displayAs !== 'disclosed' && displayAs !== 'iceberg')
    throw invalid('displayAs', String(displayAs), 'disclosed or iceberg')
}

/** What Kite is sent for a new order. */
export function placeParams(terms: KiteTerms, options: OrderOptions): Params {
  const { clientOrderId, instrument, side, type, quantity, product, timeInForce, displayQuantity } = terms
  const { marketProtection = -1, autoslice, algoId } = options
  const legs = legsOf(terms, options)
  return {
    exchange: exchangeOf(instrument),
    tradingsymbol: symbolOf(instrument),
    transaction_type: kiteSide[side],
    order_type: kiteOrderType[type],
    quantity: quantity.toFixed(),
    product: kiteProduct[product],
    ...(timeInForce !== 'gtc' && { validity: kiteValidity[timeInForce] }),
    ...('limitPrice' in terms && { price: terms.limitPrice.toFixed() }),
    ...('stopPrice' in terms && { trigger_price: terms.stopPrice.toFixed() }),
    ...(isAtMarket(type) && { market_protection: marketProtection }),
    ...(displayQuantity !== undefined &&
      (legs === 1
        ? { disclosed_quantity: displayQuantity.toFixed() }
        : { iceberg_legs: legs, iceberg_quantity: displayQuantity.toFixed() })),
    ...(autoslice && { autoslice: true }),
    ...(algoId !== undefined && { algo_id: algoId }),
    tag: clientOrderId,
  }
}

/** How many orders Kite makes of it, one after the other: more than one is an iceberg. */
export function legsOf({ instrument, quantity, displayQuantity }: KiteTerms, { displayAs }: OrderOptions): number {
  const isShare = exchangeOf(instrument) === 'NSE' || exchangeOf(instrument) === 'BSE'
  if (displayQuantity === undefined || (displayAs ?? (isShare ? 'disclosed' : 'iceberg')) === 'disclosed') return 1
  return quantity.div(displayQuantity).ceil().toNumber()
}

/** The variety under which an order is addressed; Kite asks for it again with each command. */
export function varietyOf({ note }: Pick<BrokerOrderRef, 'note'>): string {
  return note['variety'] ?? 'regular'
}

type Params = Readonly<Record<string, string | number | boolean>>

function isAtMarket(type: KiteTerms['type']): boolean {
  return type === 'market' || type === 'stop'
}
