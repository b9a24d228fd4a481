import { isPastStop, isWithinLimit, type Resting } from './match.ts'

/** Whether a print at this price reaches the stop that an order waits for. */
export function isTriggered(order: Resting, price: number): boolean {
  const waits = order.type === 'stop' || order.type === 'stop-limit'
  return waits && !order.triggered && isPastStop(order, price)
}

/**
 * The orders that a print at this price fills, those first that would have given most for it: market orders, then the
 * limits furthest beyond the price. At one price they stay in the order given.
 *
 * A print has one quantity, so both sides stand in one queue for it.
 */
export function rankAtPrint<Order extends { readonly resting: Resting }>(
  orders: readonly Order[],
  price: number,
): Order[] {
  return orders
    .filter(({ resting }) => isReached(resting, price))
    .sort((a, b) => compareAt(price, a.resting, b.resting))
}

/** Who would give more at a price goes first; stops that were not reached go last. */
export function compareAt(price: number, a: Resting, b: Resting): number {
  // No difference: infinity less itself is no number.
  const [one, other] = [beyond(a, price), beyond(b, price)]
  return one > other ? -1 : one < other ? 1 : 0
}

function isReached(order: Resting, price: number): boolean {
  if (order.type === 'market') return true
  if (order.type === 'limit' || order.triggered) return isWithinLimit(order, price)
  return false
}

/** How far the order would have gone beyond the price. */
function beyond({ type, side, limit, triggered }: Resting, price: number): number {
  if (type === 'market') return Number.POSITIVE_INFINITY
  if (type === 'stop' || (type === 'stop-limit' && !triggered)) return Number.NEGATIVE_INFINITY
  return side === 'buy' ? limit - price : price - limit
}
