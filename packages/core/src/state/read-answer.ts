import type { BrokerOrder } from '../model/broker-book.ts'
import { type Decimal, zero } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import { isOpen } from '../model/order.ts'
import type { Timestamp } from '../model/time.ts'
import { closing, endingOf } from './ending.ts'
import { judge, type Reading } from './judge.ts'
import type { OrderFact } from './order-table.ts'
import type { TrackedOrder } from './tracked-order.ts'

/** What of the broker's book has been read about an order, and for how long. */
export interface Inquiry {
  /** Its rows, in the latest reading. */
  readonly rows: readonly BrokerOrder[]
  /** How many readings there were, one after the other, that had no row of it. */
  readonly missed: number
  /** Whether it has been asked for long enough to take the book's silence for an answer. */
  readonly patient: boolean
  /** Whether the book would show the order if it held it. */
  readonly conclusive: boolean
}

/**
 * What the broker's book tells beyond its rows: by being complete, by not holding the order, or by still showing what
 * a command was to change. Its rows themselves have been read before.
 */
export function readAnswer(tracked: TrackedOrder, inquiry: Inquiry, now: Timestamp): Reading {
  const { order } = tracked
  if (!isOpen(order)) return judge(tracked, [])
  return judge(tracked, inquiry.rows.length === 0 ? absence(tracked, inquiry, now) : presence(tracked, inquiry, now))
}

/** Whether nothing is left to ask. */
export function isAnswered(tracked: TrackedOrder, { rows }: Inquiry): boolean {
  const { order, complete } = tracked
  if (!isOpen(order)) return true
  return rows.length > 0 && complete && order.pending === 'none' && order.certainty !== 'unconfirmed'
}

function absence({ order }: TrackedOrder, inquiry: Inquiry, time: Timestamp): JournalEventOf<OrderFact>[] {
  const { missed, patient, conclusive } = inquiry
  const { clientOrderId } = order.terms
  if (!patient || !conclusive || missed < 2) return []
  const absent: JournalEventOf<OrderFact> = { type: 'order.absent', time, clientOrderId, reads: missed }
  if (order.lifecycle === 'submitted') return [absent]
  const reason = 'the broker no longer shows the order, and does not say how it ended'
  return [absent, { type: 'order.quarantined', time, clientOrderId, reason }]
}

function presence(tracked: TrackedOrder, { rows, patient }: Inquiry, time: Timestamp): JournalEventOf<OrderFact>[] {
  const { order, complete, closed, change } = tracked
  const { clientOrderId, quantity } = order.terms
  const facts: JournalEventOf<OrderFact>[] = []
  if (!complete) {
    const shown = rows.reduce<Decimal>((sum, row) => sum.plus(row.quantity), zero)
    if (shown.gte(quantity) || patient) {
      const missing = quantity.minus(shown)
      const evidence = { reason: 'The book of the broker holds no more of the order.' }
      const brokerOrderIds = rows.filter((row) => row.lifecycle !== 'rejected').map((row) => row.brokerOrderId)
      const refused = missing.gt(0) ? { refused: { quantity: missing, evidence } } : {}
      if (brokerOrderIds.length > 0)
        facts.push({ type: 'order.accepted', time, clientOrderId, brokerOrderIds, complete: true, ...refused })
      const ending = endingOf(order.brokerOrderIds, closed)
      if (ending !== undefined && order.filledQuantity.lt(shown)) facts.push(closing(tracked, ending, time))
    }
  }
  if (!patient) return facts
  const evidence = { reason: 'The book of the broker still shows the order as it was.' }
  if (order.pending === 'cancel') facts.push({ type: 'order.cancel-refused', time, clientOrderId, evidence })
  else if (change !== undefined) facts.push({ type: 'order.modify-refused', time, clientOrderId, evidence })
  return facts
}
