import { isOpen } from '../model/order.ts'
import type { CommandOutcome, CommandReply } from '../model/outcome.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { andThen, isPromise } from '../ports/awaitable.ts'
import type { BrokerOrderRef } from '../ports/broker.ts'
import { faultOfReply } from '../state/check-report.ts'
import { knownEvidence } from '../state/known-fields.ts'
import { openParts, type TrackedOrder } from '../state/tracked-order.ts'
import { withDeadline } from './deadline.ts'
import { isRunning, type Kernel } from './kernel.ts'

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
  const { order, note } = tracked
  const { clientOrderId, instrument } = order.terms
  const replies = openParts(tracked).map((brokerOrderId) =>
    safely(kernel, () => give({ clientOrderId, brokerOrderId, instrument, note })),
  )
  const answer = replies.reduce(
    (before, after) => andThen(before, (first) => (first.outcome === 'rejected' ? after : first)),
    nobody as Awaitable<CommandReply>,
  )
  return andThen(answer, (reply) =>
    reply.outcome === 'rejected' && isOpen(tracked.order) && isCurrent(kernel, tracked)
      ? andThen(refuse({ ...reply, evidence: knownEvidence(reply.evidence) }), () => reply)
      : reply,
  )
}

/** An answer that comes after a restart is to a memory that is gone, and the book knows better. */
function isCurrent(kernel: Kernel, tracked: TrackedOrder): boolean {
  return isRunning(kernel) && kernel.state.getTracked(tracked.order.terms.clientOrderId) === tracked
}

const nobody: CommandReply = { outcome: 'rejected', evidence: { reason: 'No part of the order is open.' } }

export function closedAlready({ order }: TrackedOrder): CommandOutcome {
  return { outcome: 'rejected', evidence: { reason: `The order is ${order.lifecycle} already.` } }
}

function safely({ broker, environment }: Kernel, give: () => Awaitable<CommandReply>): Awaitable<CommandReply> {
  const threw = (cause: unknown): CommandReply => {
    environment.log.error(`${broker.id} threw on a command; whether it was taken is not known.`, { cause })
    return { outcome: 'unconfirmed', cause: 'adapter-threw' }
  }
  const readable = (reply: CommandReply): CommandReply => {
    const fault = faultOfReply(reply, 'requested')
    if (fault === undefined) return reply
    environment.log.error(`${broker.id} gave an answer to a command that cannot be read: ${fault}.`, { reply })
    return { outcome: 'unconfirmed', cause: 'unreadable-reply' }
  }
  try {
    const reply = give()
    if (!isPromise(reply)) return readable(reply)
    return withDeadline(environment.timers, reply.then(readable, threw), silence)
  } catch (cause) {
    return threw(cause)
  }
}

const silence: CommandReply = { outcome: 'unconfirmed', cause: 'timeout' }
