import type { ClientOrderId } from '../model/ids.ts'
import { isOpen } from '../model/order.ts'
import type { CommandOutcome, CommandReply } from '../model/outcome.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { andThen } from '../ports/awaitable.ts'
import { openParts, type TrackedOrder } from '../state/tracked-order.ts'
import { closedAlready, command } from './command.ts'
import { findOrder } from './find-order.ts'
import { type Kernel, requireRunning } from './kernel.ts'
import type { Receiver } from './receive.ts'

/** Asks the broker to cancel. The order is canceled when the broker reports so, not when it takes the request. */
export function cancel(kernel: Kernel, receiver: Receiver, id: ClientOrderId): Awaitable<CommandOutcome> {
  requireRunning(kernel)
  const tracked = findOrder(kernel, id)
  const pending = receiver.getPending(id)
  // There may be no broker id to cancel before the broker has answered.
  if (pending !== undefined && openParts(tracked).length === 0) return pending.then(() => cancel(kernel, receiver, id))
  if (!isOpen(tracked.order)) return closedAlready(tracked)

  const requested = kernel.commit({ type: 'order.cancel-requested', time: kernel.view.now, clientOrderId: id })
  return andThen(requested, () => {
    // What the broker has not shown cannot be addressed; the cancel is given as soon as it can.
    if (openParts(tracked).length === 0) return { outcome: 'requested' }
    return kernel.track(giveCancel(kernel, tracked))
  })
}

/** Gives the cancel to the broker; to give it twice changes nothing. */
export function giveCancel(kernel: Kernel, tracked: TrackedOrder): Awaitable<CommandReply> {
  const { clientOrderId } = tracked.order.terms
  return command(
    kernel,
    tracked,
    (ref) => kernel.broker.cancel(ref),
    ({ evidence }) =>
      tracked.order.pending === 'cancel'
        ? kernel.commit({ type: 'order.cancel-refused', time: kernel.view.now, clientOrderId, evidence })
        : undefined,
  )
}
