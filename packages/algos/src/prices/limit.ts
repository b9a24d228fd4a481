import type { AlgoParams, Side } from '@shagun/core'
import type { Prices } from './on-tick.ts'

/** The limit of a parent as a number; it has been checked when this is asked. */
export function limitOf({ limitPrice }: Pick<AlgoParams, 'limitPrice'>): number | undefined {
  return limitPrice === undefined ? undefined : Number(limitPrice)
}

/** A price, but never one past a limit. */
export function within(side: Side, price: number, limit: number | undefined): number {
  if (limit === undefined) return price
  return side === 'buy' ? Math.min(limit, price) : Math.max(limit, price)
}

/** Whether a price is worse than a limit allows. */
export function isPast(side: Side, price: number, limit: number | undefined): boolean {
  if (limit === undefined) return false
  return side === 'buy' ? price > limit : price < limit
}

/** Never past the limit of the parent, as the runner does it: what would trade at any price gets that limit. */
export function guarded(side: Side, prices: Prices, limit: number | undefined): Prices {
  if (limit === undefined) return prices
  return { ...prices, limitPrice: within(side, prices.limitPrice ?? limit, limit) }
}
