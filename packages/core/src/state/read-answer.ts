import type { BrokerOrder } from '../model/broker-book.ts'
import { type Decimal, zero } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import { isOpen, type OrderChange } from '../model/order.ts'
import type { Supports } from '../model/supports.ts'
import type { Timestamp } from '../model/time.ts'
import { closing, endingOf } from './ending.ts'
import { judge, type Reading } from './judge.ts'
import type { OrderFact } from './order-table.ts'
import { agreement } from './read-row.ts'
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

type Change = OrderChange<Supports, Decimal>

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
  const alive = rows.filter(({ lifecycle }) => lifecycle === 'working')
  const views = change === undefined ? [] : alive.map((row) => agreement(row, change))
  // Several parts have changed when all of them show it; what no row can show holds once the broker had time to refuse it.
  if (change !== undefined && order.pending === 'modify' && views.length > 0)
    if (views.every((view) => view === 'shown') || (patient && views.every((view) => view !== 'contradicted')))
      return [...facts, { type: 'order.modified', time, clientOrderId, change: change as Change }]
  if (!patient) return facts
  const evidence = { reason: 'The book of the broker still shows the order as it was.' }
  if (order.pending === 'cancel') facts.push({ type: 'order.cancel-refused', time, clientOrderId, evidence })
  else if (change !== undefined) facts.push({ type: 'order.modify-refused', time, clientOrderId, evidence })
  return facts
}
