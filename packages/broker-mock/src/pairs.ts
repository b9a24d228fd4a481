import type { VenueOrder } from './venue-order.ts'

/** Orders of which one cancels the others: once it trades, its stop is reached, or it ends in any other way. */
export interface Pairs {
  join(orders: readonly VenueOrder[]): void
  /** Those that it is in step with, itself among them; none where it stands alone. */
  of(order: VenueOrder): readonly VenueOrder[]
  /** It is this one. */
  decide(order: VenueOrder): void
}

export function createPairs(cancel: (order: VenueOrder, reason: string) => void): Pairs {
  const groups = new Map<VenueOrder, readonly VenueOrder[]>()
  return {
    join(orders) {
      for (const order of orders) groups.set(order, orders)
    },
    of: (order) => groups.get(order) ?? [],
    decide(order) {
      const group = groups.get(order) ?? []
      // Forgotten first, because each that is canceled decides as well.
      for (const one of group) groups.delete(one)
      for (const other of group)
        if (other !== order && other.lifecycle === 'working') cancel(other, `${order.brokerOrderId} came first.`)
    },
  }
}
