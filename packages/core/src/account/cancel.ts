import type { ClientOrderId } from '../model/ids.ts'
import { isOpen } from '../model/order.ts'
import type { CommandOutcome, CommandReply } from '../model/outcome.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { andThen, isPromise } from '../ports/awaitable.ts'
import type { BrokerOrderRef } from '../ports/broker.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { findOrder } from './find-order.ts'
import { type Kernel, requireRunning } from './kernel.ts'
import type { Receiver } from './receive.ts'

/** Asks the broker to cancel. The order is canceled when the broker reports so, not when it takes the request. */
export function cancel(kernel: Kernel, receiver: Receiver, id: ClientOrderId): Awaitable<CommandOutcome> {
  requireRunning(kernel)
  const tracked = findOrder(kernel, id)
  const pending = receiver.getPending(id)
  // There is no broker id to cancel before the broker has answered.
  if (pending !== undefined) return pending.then(() => cancel(kernel, receiver, id))
  if (!isOpen(tracked.order)) return closedAlready(tracked)

  const requested = kernel.commit({ type: 'order.cancel-requested', time: kernel.view.now, clientOrderId: id })
  return andThen(requested, () =>
    kernel.track(
      command(
        kernel,
        tracked,
        (ref) => kernel.broker.cancel(ref),
        (reply) =>
          kernel.commit({
            type: 'order.cancel-refused',
            time: kernel.view.now,
            clientOrderId: id,
            evidence: reply.evidence,
          }),
      ),
    ),
  )
}

export function closedAlready({ order }: TrackedOrder): CommandOutcome {
  return { outcome: 'rejected', evidence: { reason: `The order is ${order.lifecycle} already.` } }
}

/**
 * Gives a command to each of the order's open orders at the broker. Refused by all is refused; the order may have closed
 * meanwhile, and then the refusal tells nothing new.
 */
export function command(
  kernel: Kernel,
  tracked: TrackedOrder,
  give: (ref: BrokerOrderRef) => Awaitable<CommandReply>,
  refuse: (reply: Extract<CommandReply, { readonly outcome: 'rejected' }>) => Awaitable<void>,
): Awaitable<CommandReply> {
  const { order, note, closed } = tracked
  const { clientOrderId, instrument } = order.terms
  const ids = order.brokerOrderIds.filter((id) => !closed.has(id))
  const replies = ids.map((brokerOrderId) =>
    safely(kernel, () => give({ clientOrderId, brokerOrderId, instrument, note })),
  )
  const answer = replies.reduce(
    (before, after) => andThen(before, (first) => (first.outcome === 'rejected' ? after : first)),
    refused as Awaitable<CommandReply>,
  )
  return andThen(answer, (reply) =>
    reply.outcome === 'rejected' && isOpen(tracked.order) ? andThen(refuse(reply), () => reply) : reply,
  )
}

const refused: CommandReply = { outcome: 'rejected', evidence: { reason: 'The broker has not shown the order yet.' } }

function safely({ broker, environment }: Kernel, give: () => Awaitable<CommandReply>): Awaitable<CommandReply> {
  const threw = (cause: unknown): CommandReply => {
    environment.log.error(`${broker.id} threw on a command; whether it was taken is not known.`, { cause })
    return { outcome: 'unconfirmed', cause: 'adapter-threw' }
  }
  try {
    const reply = give()
    return isPromise(reply) ? reply.catch(threw) : reply
  } catch (cause) {
    return threw(cause)
  }
}
