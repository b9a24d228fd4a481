import type { AlgoContext, Quote, Side } from '@shagun/core'
import { isPast, limitOf, within } from './limit.ts'

/** The best price of an order's own side; the last one where that side is not told, as with bars alone. */
export function nearPrice(side: Side, quote: Quote | undefined): number | undefined {
  return sideOf(quote, side === 'buy' ? 'bid' : 'ask')
}

/** The best price of the side that an order trades with; the last one where that side is not told. */
export function farPrice(side: Side, quote: Quote | undefined): number | undefined {
  return sideOf(quote, side === 'buy' ? 'ask' : 'bid')
}

type Market = Pick<AlgoContext, 'params' | 'quote'>

/** The price at which a child waits at its own side of the market, within the limit; `undefined` where none is known. */
export function passivePrice({ params, quote }: Market): number | undefined {
  const near = nearPrice(params.side, quote)
  return near === undefined ? undefined : within(params.side, near, limitOf(params))
}

/**
 * The price of a limit order that fills at once, within the limit: a little past the other side, so that a market on the
 * move is still met. Without a quote, the limit itself.
 */
export function marketablePrice({ params, quote }: Market): number | undefined {
  const far = farPrice(params.side, quote)
  if (far === undefined) return limitOf(params)
  return within(params.side, params.side === 'buy' ? far * (1 + collar) : far * (1 - collar), limitOf(params))
}

/** Whether an order at this price would fill at once as far as is known, and still may. */
export function isMarketable({ params, quote }: Market, price: number): boolean {
  const { side } = params
  const limit = limitOf(params)
  const far = farPrice(side, quote) ?? limit
  if (far === undefined || isPast(side, price, limit)) return false
  return side === 'buy' ? price >= far : price <= far
}

function sideOf(quote: Quote | undefined, side: 'bid' | 'ask'): number | undefined {
  const price = isPrice(quote?.[side]) ? quote[side] : quote?.last
  return isPrice(price) ? price : undefined
}

function isPrice(price: number | undefined): price is number {
  return price !== undefined && price > 0 && price < Number.POSITIVE_INFINITY
}

/** Ten basis points. */
const collar = 0.001
