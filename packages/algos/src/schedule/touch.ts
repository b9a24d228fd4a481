import type { AlgoContext, AlgoParams, Quote } from '@shagun/core'
import { tickPrice } from '../params/tick-price.ts'

/** The price at which a child waits at its own side of the market, within the limit; `undefined` where none is known. */
export function passivePrice(context: AlgoContext): number | undefined {
  const { params, quote } = context
  return within(context, sideOf(quote, params.side === 'buy' ? 'bid' : 'ask'))
}

/**
 * The price of a limit order that fills at once, within the limit: a little past the other side, so that a market on the
 * move is still met. Without a quote, the limit itself.
 */
export function marketablePrice(context: AlgoContext): number | undefined {
  const { params, quote } = context
  const far = farPrice(params, quote)
  if (far === undefined) return limitOf(params)
  return within(context, params.side === 'buy' ? far * (1 + collar) : far * (1 - collar))
}

/** Whether an order at this price would fill at once as far as is known, and still may. */
export function isMarketable({ params, quote }: AlgoContext, price: number): boolean {
  const limit = limitOf(params)
  const far = farPrice(params, quote) ?? limit
  if (far === undefined) return false
  // Nothing is past a limit that is undefined.
  return params.side === 'buy' ? price >= far && !(price > limit!) : price <= far && !(price < limit!)
}

/** The price on the tick as it can be sent; away from aggression, as everything that is rounded. */
export function onTick({ instrument, params }: AlgoContext, price: number): number {
  return tickPrice(instrument, price, params.side === 'buy' ? 'down' : 'up')
}

export function limitOf({ limitPrice }: AlgoParams): number | undefined {
  return limitPrice === undefined ? undefined : Number(limitPrice)
}

function farPrice({ side }: AlgoParams, quote: Quote | undefined): number | undefined {
  return sideOf(quote, side === 'buy' ? 'ask' : 'bid')
}

function sideOf(quote: Quote | undefined, side: 'bid' | 'ask'): number | undefined {
  const price = isPrice(quote?.[side]) ? quote[side] : quote?.last
  return isPrice(price) ? price : undefined
}

function isPrice(price: number | undefined): price is number {
  return price !== undefined && price > 0 && price < Number.POSITIVE_INFINITY
}

function within({ params }: AlgoContext, price: number | undefined): number | undefined {
  const limit = limitOf(params)
  if (price === undefined || limit === undefined) return price
  return params.side === 'buy' ? Math.min(limit, price) : Math.max(limit, price)
}

/** Ten basis points. */
const collar = 0.001
