import type { JournalEventOf } from '../model/events.ts'
import type { BrokerOrderId } from '../model/ids.ts'
import type { Timestamp } from '../model/time.ts'
import type { OrderFact } from './order-table.ts'
import type { PartEnding, TrackedOrder } from './tracked-order.ts'

/**
 * How an order ends whose orders at the broker are all closed; `undefined` while one is open, or a trade is still to come.
 * Where they ended differently, it does not depend on which was heard of first.
 */
export function endingOf(
  ids: readonly BrokerOrderId[],
  closed: ReadonlyMap<BrokerOrderId, PartEnding>,
): PartEnding | undefined {
  if (closed.size === 0 || ids.some((id) => !closed.has(id))) return undefined
  const parts = [...closed.values()]
  return endings.map((word) => parts.find(({ ending }) => ending === word)).find((part) => part !== undefined)
}

/** What tells most of an order comes first: a part that was canceled had been taken. */
const endings = ['canceled', 'expired', 'rejected'] as const

/** What closes an order that ends so. */
export function closing(
  { order }: TrackedOrder,
  { ending, reason = 'The broker gave no reason.' }: PartEnding,
  now: Timestamp,
): JournalEventOf<OrderFact> {
  const { clientOrderId } = order.terms
  if (ending === 'canceled') return { type: 'order.canceled', time: now, clientOrderId }
  if (ending === 'expired') return { type: 'order.expired', time: now, clientOrderId }
  return { type: 'order.rejected', time: now, clientOrderId, evidence: { reason } }
}
