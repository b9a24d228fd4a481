import type { Kite } from '../kite.ts'
import { badInput } from '../wire/refusal.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { FakeOrder } from './order.ts'

/** Takes a cancel, or refuses it at once. A fill may still come before it. */
export function cancelOrder(kite: Kite, lifecycle: Lifecycle, order: FakeOrder): void {
  if (order.status === 'AMO REQ RECEIVED') return lifecycle.cancel(order, 'CANCELLED AMO')
  const standing = order.status === 'OPEN' || order.status === 'TRIGGER PENDING'
  if (!standing || order.pending !== undefined)
    throw badInput('Order cannot be cancelled as it is being processed. Try later.')
  if (order.terms.variety === 'co' && order.parentId !== undefined) return exit(kite, lifecycle, order)
  order.pending = 'cancel'
  lifecycle.setStatus(order, 'CANCEL PENDING')
  lifecycle.later(order, kite.delays.cancelMs, () => lifecycle.cancel(order))
}

/** The stop of a cover order cannot just go: it is traded at once. */
function exit(kite: Kite, lifecycle: Lifecycle, order: FakeOrder): void {
  const { resting } = order
  if (resting.trigger === undefined) throw badInput('Order cannot be cancelled as it is being processed. Try later.')
  order.orderType = 'MARKET'
  lifecycle.protectNow(order)
  resting.trigger = undefined
  resting.limit = order.price.gt(0) ? order.price : undefined
  lifecycle.setStatus(order, 'OPEN')
  kite.updates.tell(order, 'UPDATE')
  kite.exchange.resubmit(resting, false)
}
