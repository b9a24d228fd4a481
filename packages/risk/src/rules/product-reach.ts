import { type AccountView, Decimal, type Order, type OrderIntent, type OrderTerms } from '@shagun/core'
import { addedQuantity, leavesPrices } from './reach.ts'

/**
 * Whether it can only bring what is held under its own product nearer to flat, where `onlyReduces` looks at all products of
 * an instrument together: a broker keeps them apart, so that a sale within the day closes nothing that is held for longer.
 */
export function onlyReducesProduct(intent: OrderIntent, view: AccountView): boolean {
  const { terms } = intent
  const added = addedQuantity(intent)
  if (added.lt(0) && leavesPrices(intent)) return true
  const held = heldOf(terms, view)
  const reach = terms.side === 'buy' ? held : held.negated()
  return reach.plus(openOf(terms, view)).plus(added).lte(0)
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
