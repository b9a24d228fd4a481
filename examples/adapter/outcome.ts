import { type CommandReply, type Evidence, isShagunError, type UnconfirmedCause } from '@shagun/core'
import type { HttpAnswer, PlaceReply } from '@shagun/core/adapter'
import { orderIdOf } from './wire.ts'

// What is certain and what is not: the one thing in an adapter that costs money when it is wrong.

/** Accepted with an id, rejected in Acme's own words, or nobody knows. */
export async function outcomeOfOrder(ask: () => Promise<HttpAnswer<unknown>>): Promise<PlaceReply> {
  const asked = await outcomeOf(ask)
  if ('outcome' in asked) return asked
  const { on, id } = (asked.body ?? {}) as Readonly<Record<string, unknown>>
  const brokerOrderId = orderIdOf(on, id)
  if (brokerOrderId === undefined) return { outcome: 'unconfirmed', cause: 'unreadable-reply' }
  return { outcome: 'accepted', brokerOrderIds: [brokerOrderId] }
}

/** At best it was taken; the fact comes with the news, or with the book. */
export async function outcomeOfCommand(ask: () => Promise<HttpAnswer<unknown>>): Promise<CommandReply> {
  const asked = await outcomeOf(ask)
  return 'outcome' in asked ? asked : { outcome: 'requested' }
}

type Uncertain = { readonly outcome: 'unconfirmed'; readonly cause: UnconfirmedCause }
type Refused = { readonly outcome: 'rejected'; readonly evidence: Evidence }

async function outcomeOf(
  ask: () => Promise<HttpAnswer<unknown>>,
): Promise<{ readonly body: unknown } | Refused | Uncertain> {
  try {
    const answer = await ask()
    if (answer.ok) return { body: answer.body }
    const { error } = (answer.body ?? {}) as { readonly error?: unknown }
    // Acme refuses with `{"error": …}`; anything else is of somebody in between.
    if (typeof error !== 'string') return { outcome: 'unconfirmed', cause: 'unreadable-reply' }
    return { outcome: 'rejected', evidence: { reason: error, httpStatus: answer.status } }
  } catch (error) {
    return refusalIn(error) ?? { outcome: 'unconfirmed', cause: causeOf(error) }
  }
}

/** What Acme refuses without looking at it, and what never left, is not there. */
function refusalIn(error: unknown): Refused | undefined {
  const neverLeft = isShagunError(error) && (error.details as { readonly sent?: string }).sent === 'no'
  if (!neverLeft && !isShagunError(error, 'rate-limited', 'unauthenticated')) return undefined
  return { outcome: 'rejected', evidence: { reason: error.message, vendorCode: error.code } }
}

function causeOf(error: unknown): UnconfirmedCause {
  if (isShagunError(error, 'invalid-data')) return 'unreadable-reply'
  if (!isShagunError(error, 'unreachable')) return 'adapter-threw'
  if (error.details.why === 'timeout') return 'timeout'
  return error.details.why === 'server' ? 'server-error' : 'connection-lost'
}
