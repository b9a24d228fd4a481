import type { DecimalInput, Instrument, Side } from '@shagun/core'
import { tickPrice } from './tick-price.ts'

/** What makes an order a market, limit, stop or stop-limit order. */
export interface Prices {
  readonly limitPrice?: number
  readonly stopPrice?: number
}

/** A limit on the tick, away from aggression: of a buy down, of a sell up. */
export function limitOnTick(instrument: Instrument, side: Side, price: DecimalInput): number {
  return tickPrice(instrument, price, side === 'buy' ? 'down' : 'up')
}

/** A stop on the tick, away from the market: of a buy up, of a sell down. */
export function stopOnTick(instrument: Instrument, side: Side, price: DecimalInput): number {
  return tickPrice(instrument, price, side === 'buy' ? 'up' : 'down')
}

/** As the runner rounds them, so that an order that stands as it was asked for compares equal. */
export function onTick(instrument: Instrument, side: Side, { limitPrice, stopPrice }: Prices): Prices {
  return {
    ...(limitPrice !== undefined && { limitPrice: limitOnTick(instrument, side, limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: stopOnTick(instrument, side, stopPrice) }),
  }
}
