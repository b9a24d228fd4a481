import type { AccountView, Decimal, Order } from '@shagun/core'

/** What may still be filled. */
export function listOpen({ orders }: AccountView): readonly Order[] {
  const open: Order[] = []
  for (const order of orders.values())
    if (order.lifecycle === 'submitted' || order.lifecycle === 'working') open.push(order)
  return open
}

/** What of an open order may still be filled. */
export function leavesOf({ terms, filledQuantity }: Order): Decimal {
  return terms.quantity.minus(filledQuantity)
}

/** The word by which ways out are known again after a restart. */
export const exitTag = 'risk-exit'

export function isExit({ terms }: Order): boolean {
  return terms.tag === exitTag
}
