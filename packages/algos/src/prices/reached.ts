import type { Side } from '@shagun/core'

/** Whether the market has come to a stop of this side: down to a sell stop, up to a buy stop. */
export function hasReachedStop(side: Side, stopPrice: number, price: number): boolean {
  return side === 'sell' ? price <= stopPrice : price >= stopPrice
}

/** Whether the market has come to a limit of this side: up to a sell limit, down to a buy limit. */
export function hasReachedLimit(side: Side, limitPrice: number, price: number): boolean {
  return side === 'sell' ? price >= limitPrice : price <= limitPrice
}

export function otherSide(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy'
}
