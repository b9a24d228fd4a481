import type { Decimal } from '../model/decimal.ts'
import type { ClientOrderId } from '../model/ids.ts'
import { type Approved, isOpen, type OrderChange, type OrderTerms } from '../model/order.ts'
import type { CommandOutcome, Denial } from '../model/outcome.ts'
import type { Supports } from '../model/supports.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { andThen } from '../ports/awaitable.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { checkHalted } from './check-open.ts'
import { checkModifySupports } from './check-supports.ts'
import { closedAlready, command } from './command.ts'
import { findOrder } from './find-order.ts'
import { type Kernel, requireRunning } from './kernel.ts'
import { parseChange } from './parse-request.ts'
import type { Receiver } from './receive.ts'

/** Changes a working order, through every rule. The new terms hold when the broker shows them. */
export function modify(
  kernel: Kernel,
  receiver: Receiver,
  id: ClientOrderId,
  asked: OrderChange,
): Awaitable<CommandOutcome> {
  requireRunning(kernel)
  const { broker, state, view } = kernel
  const tracked = findOrder(kernel, id)
  const { order } = tracked
  const change = parseChange(asked, order.terms, view.getInstrument(order.terms.instrument))
  const pending = receiver.getPending(id)
  if (pending !== undefined) return pending.then(() => modify(kernel, receiver, id, asked))
  if (!isOpen(order)) return closedAlready(tracked)
  if (order.pending !== 'none')
    return { outcome: 'rejected', evidence: { reason: `The order waits for the answer to a ${order.pending}.` } }
  if (!tracked.complete)
    return { outcome: 'rejected', evidence: { reason: 'The broker has not answered for the order yet.' } }

  const terms = { ...order.terms, ...change } as OrderTerms
  const denial =
    checkModifySupports(change, terms, broker) ??
    checkQuantity(change, order.filledQuantity) ??
    checkParts(change, tracked) ??
    checkHalted(state) ??
    kernel.check({ type: 'modify', order, terms })
  if (denial !== undefined) return { outcome: 'denied', denial }

  const requested = kernel.commit({ type: 'order.modify-requested', time: view.now, clientOrderId: id, change })
  return andThen(requested, () =>
    kernel.track(
      command(
        kernel,
        tracked,
        (ref) => broker.modify!(ref, change as Approved<OrderChange<Supports, Decimal>>),
        ({ evidence }) =>
          // A refusal that comes late must not be taken for that of another change.
          tracked.change !== change
            ? undefined
            : kernel.commit({ type: 'order.modify-refused', time: view.now, clientOrderId: id, evidence }),
      ),
    ),
  )
}

/** Each part that is open would get the whole new quantity. */
function checkParts({ quantity }: OrderChange, { order }: TrackedOrder): Denial | undefined {
  const parts = order.brokerOrderIds.length
  if (quantity === undefined || parts < 2) return undefined
  return { rule: 'quantity', reason: `The broker holds the order in ${parts} parts; cancel it and place a new one.` }
}

function checkQuantity({ quantity }: OrderChange<Supports, Decimal>, filled: Decimal): Denial | undefined {
  if (quantity === undefined || quantity.gt(filled)) return undefined
  const reason = `${filled.toFixed()} of the order are filled, so it cannot be made ${quantity.toFixed()}; cancel it instead.`
  return { rule: 'quantity', reason, limit: filled.toNumber(), actual: quantity.toNumber() }
}
