import { zero } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import type { Fill } from '../model/fill.ts'
import { isOpen, type Lifecycle, type Order, type OrderTerms } from '../model/order.ts'
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

/** The order after what happened. What was journalled is never judged again, so this never refuses. */
export function applyOrderEvent(order: Order, event: JournalEventOf<OrderFact>): Order {
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
    case 'order.filled':
      return applyFillToOrder(order, event.fill)
    case 'order.modify-requested':
      return { ...order, pending: 'modify' }
    case 'order.modified': {
      const terms = { ...order.terms, ...event.change } as OrderTerms
      return settle({ ...order, terms, pending: 'none' }, terms.quantity)
    }
    case 'order.cancel-requested':
      return { ...order, pending: 'cancel' }
    case 'order.modify-refused':
    case 'order.cancel-refused':
      return { ...order, pending: 'none' }
    case 'order.unconfirmed':
      return { ...order, certainty: 'unconfirmed' }
    case 'order.quarantined':
      return { ...order, certainty: 'quarantined' }
    case 'order.canceled':
      return close(order, 'canceled')
    case 'order.expired':
      return close(order, 'expired')
    case 'order.rejected':
    case 'order.absent':
      return close(order, 'rejected')
  }
}

/** The order with its quantities counted anew, after one of its fills was corrected. */
export function recountFills(order: Order, fills: readonly Fill[]): Order {
  const { averagePrice: _old, ...rest } = order
  const empty: Order = { ...rest, filledQuantity: zero }
  return settle(fills.reduce(addFill, empty), order.terms.quantity)
}

function applyFillToOrder(order: Order, fill: Fill): Order {
  const certainty = order.certainty === 'unconfirmed' ? 'confirmed' : order.certainty
  return settle({ ...addFill(order, fill), certainty }, order.terms.quantity)
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
function settle(order: Order, quantity: OrderTerms['quantity']): Order {
  if (order.filledQuantity.gte(quantity))
    return { ...order, lifecycle: 'filled', pending: 'none', leavesQuantity: zero }
  if (!isOpen(order)) return order
  return {
    ...order,
    lifecycle: order.filledQuantity.isZero() ? order.lifecycle : 'working',
    leavesQuantity: quantity.minus(order.filledQuantity),
  }
}

function close(order: Order, lifecycle: Lifecycle): Order {
  const certainty = order.certainty === 'unconfirmed' ? 'confirmed' : order.certainty
  return { ...order, lifecycle, certainty, pending: 'none', leavesQuantity: zero }
}
