import { exchangeOf, symbolOf } from '@shagun/core'
import type { BrokerOrderRef } from '@shagun/core/adapter'
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
  /** Of a registered strategy. */
  readonly algoId?: string
}

/** What Kite is sent for a new order. */
export function placeParams(terms: KiteTerms, { marketProtection = -1, autoslice, algoId }: OrderOptions): Params {
  const { clientOrderId, instrument, side, type, quantity, product, timeInForce, displayQuantity } = terms
  return {
    exchange: exchangeOf(instrument),
    tradingsymbol: symbolOf(instrument),
    transaction_type: kiteSide[side],
    order_type: kiteOrderType[type],
    quantity: quantity.toFixed(),
    product: kiteProduct[product],
    validity: kiteValidity[timeInForce],
    ...('limitPrice' in terms && { price: terms.limitPrice.toFixed() }),
    ...('stopPrice' in terms && { trigger_price: terms.stopPrice.toFixed() }),
    ...(isAtMarket(type) && { market_protection: marketProtection }),
    ...(displayQuantity !== undefined && { disclosed_quantity: displayQuantity.toFixed() }),
    ...(autoslice && { autoslice: true }),
    ...(algoId !== undefined && { algo_id: algoId }),
    tag: clientOrderId,
  }
}

/** The variety under which an order is addressed; Kite asks for it again with each command. */
export function varietyOf({ note }: Pick<BrokerOrderRef, 'note'>): string {
  return note['variety'] ?? 'regular'
}

type Params = Readonly<Record<string, string | number | boolean>>

function isAtMarket(type: KiteTerms['type']): boolean {
  return type === 'market' || type === 'stop'
}
