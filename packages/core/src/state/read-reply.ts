import type { JournalEventOf } from '../model/events.ts'
import { isOpen } from '../model/order.ts'
import type { PlaceReply } from '../model/outcome.ts'
import type { Timestamp } from '../model/time.ts'
import { closing, endingOf } from './ending.ts'
import { judge, type Reading } from './judge.ts'
import { knownEvidence } from './known-fields.ts'
import type { OrderFact } from './order-table.ts'
import type { TrackedOrder } from './tracked-order.ts'

/**
 * What the broker's answer to an order tells.
 *
 * It is evidence like any other: reports may have come before it, and then it may tell nothing new, or contradict.
 */
export function readPlaceReply(tracked: TrackedOrder, reply: PlaceReply, now: Timestamp): Reading {
  const { clientOrderId } = tracked.order.terms
  switch (reply.outcome) {
    case 'accepted':
      return judge(tracked, acceptanceOf(tracked, reply, now))
    case 'unconfirmed':
      return judge(tracked, [{ type: 'order.unconfirmed', time: now, clientOrderId, cause: reply.cause }])
    case 'rejected': {
      const evidence = knownEvidence(reply.evidence)
      if (tracked.order.lifecycle !== 'working')
        return judge(tracked, [{ type: 'order.rejected', time: now, clientOrderId, evidence }])
      // Its book counts for more: it would not show what it did not take.
      const reason = `the broker shows the order, and answered that it rejected it: ${evidence.reason}`
      return judge(tracked, [{ type: 'order.quarantined', time: now, clientOrderId, reason }])
    }
  }
}

function acceptanceOf(
  tracked: TrackedOrder,
  { brokerOrderIds, note, refused }: Extract<PlaceReply, { readonly outcome: 'accepted' }>,
  time: Timestamp,
): JournalEventOf<OrderFact>[] {
  const { order, closed } = tracked
  const { clientOrderId, quantity } = order.terms
  if (!isOpen(order) && order.lifecycle !== 'filled') {
    const alive = brokerOrderIds.filter((id) => !closed.has(id))
    return alive.length === 0 ? [] : [{ type: 'order.reopened', time, clientOrderId, brokerOrderIds: alive }]
  }
  const accepted: JournalEventOf<OrderFact> = {
    type: 'order.accepted',
    time,
    clientOrderId,
    brokerOrderIds,
    complete: true,
    ...(note !== undefined && { note: { ...note } }),
    ...(refused !== undefined && {
      refused: { quantity: refused.quantity, evidence: knownEvidence(refused.evidence) },
    }),
  }
  if (closed.size === 0) return [accepted]
  // Its parts may all have closed before the answer came.
  const ending = endingOf([...order.brokerOrderIds, ...brokerOrderIds], closed)
  const taken = quantity.minus(refused?.quantity ?? 0)
  return ending !== undefined && order.filledQuantity.lt(taken)
    ? [accepted, closing(tracked, ending, time)]
    : [accepted]
}
