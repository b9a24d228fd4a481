import {
  type AlgoContext,
  Decimal,
  type DecimalInput,
  type Instrument,
  type OrderType,
  ShagunError,
  type Side,
  type Supports,
} from '@shagun/core'
import { tickPrice } from '../params/tick-price.ts'

/** What makes an order a market, limit, stop or stop-limit order. */
export interface Prices {
  readonly limitPrice?: number
  readonly stopPrice?: number
}

/** As the runner rounds them, so that an order that stands as it was asked for compares equal. */
export function onTick(instrument: Instrument, side: Side, { limitPrice, stopPrice }: Prices): Prices {
  const [away, trigger] = side === 'buy' ? (['down', 'up'] as const) : (['up', 'down'] as const)
  return {
    ...(limitPrice !== undefined && { limitPrice: tickPrice(instrument, limitPrice, away) }),
    ...(stopPrice !== undefined && { stopPrice: tickPrice(instrument, stopPrice, trigger) }),
  }
}

/** Never past the limit of the parent, as the runner does it. */
export function guarded(side: Side, prices: Prices, limit: number | undefined): Prices {
  if (limit === undefined) return prices
  const { limitPrice = limit } = prices
  return { ...prices, limitPrice: side === 'buy' ? Math.min(limit, limitPrice) : Math.max(limit, limitPrice) }
}

export function otherSide(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy'
}

/** Whether the market has come to a stop of this side: down to a sell stop, up to a buy stop. */
export function hasReachedStop(side: Side, stopPrice: number, price: number): boolean {
  return side === 'sell' ? price <= stopPrice : price >= stopPrice
}

/** Whether the market has come to a limit of this side: up to a sell limit, down to a buy limit. */
export function hasReachedLimit(side: Side, limitPrice: number, price: number): boolean {
  return side === 'sell' ? price >= limitPrice : price <= limitPrice
}

/** @throws ShagunError `invalid-options` where it is no price */
export function readPrice(option: string, price: DecimalInput | undefined): number | undefined {
  if (price === undefined) return undefined
  if (typeof price === 'number' && Number.isFinite(price) && price > 0) return price
  try {
    const exact = new Decimal(price)
    if (exact.isFinite() && exact.gt(0)) return exact.toNumber()
  } catch {
    // What cannot be read is refused as what makes no sense.
  }
  throw wrong(option, price, 'a price above 0')
}

/** `stopPrice is 105; expected a price below the entry at 100.` */
export function wrong(option: string, value: unknown, expected: string): ShagunError {
  return new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}

/** @throws ShagunError `unsupported` where the broker does not take orders of this type */
export function requireType(
  { orderTypes }: Supports,
  { account }: { readonly account: string },
  type: OrderType,
  use: string,
): void {
  if (orderTypes.includes(type)) return
  const taken = orderTypes.join(', ') || 'none'
  throw new ShagunError(
    'unsupported',
    `The broker of account ${account} takes no ${type} orders, which ${use} needs; it takes ${taken}.`,
    { details: { feature: `${type} orders`, by: account } },
  )
}

export function typeOf({
  limitPrice,
  stopPrice,
}: {
  readonly limitPrice?: unknown
  readonly stopPrice?: unknown
}): OrderType {
  if (stopPrice !== undefined) return limitPrice === undefined ? 'stop' : 'stop-limit'
  return limitPrice === undefined ? 'market' : 'limit'
}

/**
 * An order that is to trade now: at the market, or where the broker takes none, up to 1 % past the last price.
 *
 * @returns `undefined` where it takes none and no price is known
 */
export function atMarket(
  { supports, instrument, quote }: Pick<AlgoContext, 'supports' | 'instrument' | 'quote'>,
  side: Side,
): Prices | undefined {
  if (supports.orderTypes.includes('market')) return {}
  if (quote === undefined) return undefined
  return onTick(instrument, side, { limitPrice: quote.last * (side === 'buy' ? 1.01 : 0.99) })
}
