import type { JournalEvent, JournalEventOf } from '../model/events.ts'
import { addsExposure, type OrderFact, orderTable } from './order-table.ts'
import { askedQuantity, type TrackedOrder } from './tracked-order.ts'

/** What a report comes to: events to journal in order, and what was ignored and why. */
export interface Reading {
  readonly events: readonly JournalEvent[]
  readonly ignored: readonly string[]
}

/** Each fact against the table. What adds exposure is booked whatever the table says. */
export function judge(tracked: TrackedOrder, facts: readonly JournalEventOf<OrderFact>[]): Reading {
  const events: JournalEvent[] = []
  const ignored: string[] = []
  const { order } = tracked
  let { lifecycle } = order
  let filled = order.filledQuantity
  let { quantity } = order.terms
  // While a change is under way, what was asked for may hold already.
  let most = askedQuantity(tracked)
  for (const fact of facts) {
    const verdict = orderTable[fact.type][lifecycle]
    if (verdict.startsWith('ignore')) {
      ignored.push(`${fact.type} of order ${fact.clientOrderId}, which is ${lifecycle}, ${verdict}`)
      continue
    }
    if (verdict === 'apply' || addsExposure(fact.type)) events.push(fact)
    if (fact.type === 'order.reopened' || (fact.type === 'order.accepted' && lifecycle === 'submitted'))
      lifecycle = 'working'
    if (fact.type === 'order.modified') most = quantity = fact.change.quantity ?? quantity
    if (fact.type === 'order.reopened') most = quantity = fact.quantity ?? quantity
    if (fact.type === 'order.modify-refused') most = quantity
    if (fact.type === 'order.filled') {
      filled = filled.plus(fact.fill.quantity)
      if (filled.gte(most)) lifecycle = 'filled'
    }
    const over = fact.type === 'order.filled' && filled.gt(most)
    if (verdict === 'apply' && !over) continue
    const reason = over ? 'the broker filled more than was ordered' : verdict.slice(verdict.indexOf(':') + 2)
    events.push({ type: 'order.quarantined', time: fact.time, clientOrderId: fact.clientOrderId, reason })
  }
  return { events, ignored }
}

export function nothing(reason: string): Reading {
  return { events: [], ignored: [reason] }
}
