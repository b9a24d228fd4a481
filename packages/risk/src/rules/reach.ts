import type { AccountView, Decimal, OrderIntent } from '@shagun/core'

/** What an intent adds to what may still be filled; below 0 where a modification takes away. */
export function addedQuantity(intent: OrderIntent): Decimal {
  const { quantity } = intent.terms
  return intent.type === 'place' ? quantity : quantity.minus(intent.order.terms.quantity)
}

/**
 * How far past flat the position could get on the order's own side, if every open order of that side filled, this one
 * as it would then stand among them. At 0 or below, the order can only reduce.
 */
export function reachAfter({ terms }: OrderIntent, added: Decimal, view: AccountView): Decimal {
  const { long, short } = view.worstCase(terms.instrument)
  return terms.side === 'buy' ? long.plus(added) : added.minus(short)
}
