import { checksumOf } from '../session/sessions.ts'
import type { FakeKiteUser } from '../session/user.ts'
import type { FakeOrder } from './order.ts'
import { orderRow } from './row.ts'

/** Hears order updates, in the shape of postbacks, of every user. */
type OrderListener = (userId: string, order: Readonly<Record<string, unknown>>) => void

/** What is told of orders while they live. */
export interface Updates {
  /** Tells how it stands; `UPDATE` where it was filled in part or modified. */
  tell(order: FakeOrder, status?: string): void
  on(listener: OrderListener): () => void
}

export function createUpdates(userOf: (userId: string) => FakeKiteUser): Updates {
  const listeners = new Set<OrderListener>()
  return {
    tell(order, status = order.status) {
      if (listeners.size === 0) return
      const payload = Object.freeze(payloadOf(order, status, userOf(order.userId)))
      for (const listener of [...listeners]) listener(order.userId, payload)
    },
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function payloadOf(order: FakeOrder, status: string, user: FakeKiteUser): Record<string, unknown> {
  const row = orderRow(order)
  return {
    user_id: order.userId,
    unfilled_quantity: 0,
    // Orders from a screen belong to no app of ours.
    app_id: order.apiKey === undefined ? 0 : 1234,
    checksum: checksumOf(order.id, String(row['order_timestamp']), user.apiSecret),
    ...row,
    status,
  }
}
