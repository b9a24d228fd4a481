import { type Decimal, zero } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import type { Fill } from '../model/fill.ts'
import { isOpen, type Lifecycle, type Order, type OrderChange, type OrderTerms } from '../model/order.ts'
import type { OrderFact } from './order-table.ts'

/** An order as `order.submitted` or `order.denied` brings it into being. */
export function createOrder(terms: OrderTerms, lifecycle: 'submitted' | 'denied'): Order {
  return {
    terms,
    brokerOrderIds: [],
    lifecycle,
    pending: 'none',
    certainty: 'confirmed',
    filledQuantity: zero,
    leavesQuantity: lifecycle === 'denied' ? zero : terms.quantity,
  }
}

/**
 * The order after what happened. What was journalled is never judged again, so this never refuses.
 *
 * @param change - one that is under way: while it may hold, the order is not filled with less than it asks for
 */
export function applyOrderEvent(order: Order, event: JournalEventOf<OrderFact>, change?: OrderChange): Order {
  switch (event.type) {
    case 'order.accepted': {
      const { terms } = order
      const quantity = event.refused === undefined ? terms.quantity : terms.quantity.minus(event.refused.quantity)
      const accepted: Order = {
        ...order,
        terms: event.refused === undefined ? terms : { ...terms, quantity },
        brokerOrderIds: [...new Set([...order.brokerOrderIds, ...event.brokerOrderIds])],
        lifecycle: order.lifecycle === 'submitted' ? 'working' : order.lifecycle,
        certainty: order.certainty === 'unconfirmed' ? 'confirmed' : order.certainty,
      }
      return event.refused === undefined ? accepted : settle(accepted, quantity)
    }
    case 'order.reopened': {
      const { quantity = order.terms.quantity } = event
      const leavesQuantity = quantity.minus(order.filledQuantity)
      if (!leavesQuantity.gt(0)) return order
      const brokerOrderIds = [...new Set([...order.brokerOrderIds, ...event.brokerOrderIds])]
      return { ...order, terms: { ...order.terms, quantity }, brokerOrderIds, lifecycle: 'working', leavesQuantity }
    }
    case 'order.part-closed':
      return order
    case 'order.filled':
      return applyFillToOrder(order, event.fill, change)
    case 'order.modify-requested':
      return { ...order, pending: 'modify' }
    case 'order.modified': {
      const terms = { ...order.terms, ...event.change } as OrderTerms
      return settle({ ...order, terms, pending: order.pending === 'cancel' ? 'cancel' : 'none' }, terms.quantity)
    }
    case 'order.cancel-requested':
      return { ...order, pending: 'cancel' }
    case 'order.modify-refused':
      return settle({ ...order, pending: order.pending === 'cancel' ? 'cancel' : 'none' }, order.terms.quantity)
    case 'order.cancel-refused':
      return { ...order, pending: change === undefined ? 'none' : 'modify' }
    case 'order.unconfirmed':
      return { ...order, certainty: 'unconfirmed' }
    case 'order.quarantined':
      return { ...order, certainty: 'quarantined' }
    case 'order.canceled':
      return close(order, 'canceled')
    case 'order.expired':
      return close(order, 'expired')
    case 'order.rejected':
      return close(order, 'rejected')
    case 'order.absent':
      return close(order, order.lifecycle === 'submitted' ? 'rejected' : 'expired')
  }
}

/** The order with its quantities counted anew, after one of its fills was corrected. */
export function recountFills(order: Order, fills: readonly Fill[], change?: OrderChange): Order {
  const { averagePrice: _old, ...rest } = order
  const empty: Order = { ...rest, filledQuantity: zero }
  return settle(fills.reduce(addFill, empty), order.terms.quantity, change)
}

function applyFillToOrder(order: Order, fill: Fill, change: OrderChange | undefined): Order {
  const certainty = order.certainty === 'unconfirmed' ? 'confirmed' : order.certainty
  return settle({ ...addFill(order, fill), certainty }, order.terms.quantity, change)
}

function addFill(order: Order, fill: Fill): Order {
  const before = order.filledQuantity
  const filledQuantity = before.isZero() ? fill.quantity : before.plus(fill.quantity)
  const averagePrice = before.isZero()
    ? fill.price
    : order.averagePrice!.times(before).plus(fill.price.times(fill.quantity)).div(filledQuantity)
  return { ...order, filledQuantity, averagePrice }
}

/** Lifecycle and leaves as the quantities say. A closed order stays closed, unless late fills complete it. */
function settle(order: Order, quantity: Decimal, change?: OrderChange): Order {
  const { filledQuantity } = order
  if (filledQuantity.gte(quantity) && filledQuantity.gte(change?.quantity ?? quantity))
    return { ...order, lifecycle: 'filled', pending: 'none', leavesQuantity: zero }
  if (!isOpen(order)) return order
  return {
    ...order,
    lifecycle: filledQuantity.isZero() ? order.lifecycle : 'working',
    leavesQuantity: filledQuantity.gte(quantity) ? zero : quantity.minus(filledQuantity),
  }
}

function close(order: Order, lifecycle: Lifecycle): Order {
  const certainty = order.certainty === 'unconfirmed' ? 'confirmed' : order.certainty
  return { ...order, lifecycle, certainty, pending: 'none', leavesQuantity: zero }
}
