import { type AccountView, Decimal, type Order, type OrderTerms } from '@shagun/core'

/**
 * How far past flat what is held under the order's own product could get on its side, before the order, if every open order
 * of that side and product filled. Brokers keep products apart: a sale within the day closes nothing that is held for
 * longer, and a short within the day is bought back whatever else is held.
 */
export function reachOfProduct(terms: OrderTerms, view: AccountView): Decimal {
  const held = heldOf(terms, view)
  return (terms.side === 'buy' ? held : held.negated()).plus(openOf(terms, view))
}

/** Whether anything of the instrument is held under another product. */
export function isHeldOtherwise({ instrument, product }: OrderTerms, { positions }: AccountView): boolean {
  return positions.get(instrument)?.some((row) => row.product !== product && !row.quantity.isZero()) ?? false
}

function heldOf({ instrument, product }: OrderTerms, { positions }: AccountView): Decimal {
  const own = positions.get(instrument)?.find((position) => position.product === product)
  return own?.quantity ?? new Decimal(0)
}

/** What open orders of that side and product may fill, and what nobody tells the product of: orders from outside. */
function openOf({ instrument, product, side }: OrderTerms, view: AccountView): Decimal {
  const all: Order[] = []
  for (const order of view.orders.values())
    if (order.terms.instrument === instrument && order.terms.side === side && !order.leavesQuantity.isZero())
      all.push(order)
  const { long, short } = view.worstCase(instrument)
  const held = view.getQuantity(instrument)
  const worst = side === 'buy' ? long.minus(held) : held.minus(short)
  return sumOf(all.filter(({ terms }) => terms.product === product)).plus(Decimal.max(0, worst.minus(sumOf(all))))
}

/** Of orders that are kept in step one fills, so the largest of them counts. */
function sumOf(orders: readonly Order[]): Decimal {
  const most = new Map<string, Decimal>()
  for (const { terms, leavesQuantity } of orders) {
    const key = terms.group ?? terms.clientOrderId
    most.set(key, Decimal.max(leavesQuantity, most.get(key) ?? 0))
  }
  return Decimal.sum(0, ...most.values())
}
