import type { JournalEventOf } from '../model/events.ts'
import type { BrokerOrderId, ClientOrderId, ExecutionId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import { type Approved, isOpen, type Order, type OrderRequest, type OrderTerms } from '../model/order.ts'
import type { Denial, Placement, PlaceReply } from '../model/outcome.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { andThen, isPromise } from '../ports/awaitable.ts'
import type { AccountState } from '../state/account-state.ts'
import { faultOfReply } from '../state/check-report.ts'
import { readPlaceReply } from '../state/read-reply.ts'
import { giveCancel } from './cancel.ts'
import { checkSupports } from './check-supports.ts'
import { withDeadline } from './deadline.ts'
import { isRunning, type Kernel, quietly, requireRunning } from './kernel.ts'
import { parseRequest } from './parse-request.ts'
import type { Receiver } from './receive.ts'

/** On whose behalf an order is placed. */
export interface Origin {
  readonly strategy?: string
  readonly execution?: ExecutionId
}

/**
 * One order, from request to what the broker said.
 *
 * Everything up to `order.submitted` happens in one synchronous step: two concurrent calls can never both pass a limit
 * that only one fits. The event is durable before a byte goes out.
 */
export function place(kernel: Kernel, receiver: Receiver, request: OrderRequest, origin: Origin): Awaitable<Placement> {
  requireRunning(kernel)
  const { broker, state, view } = kernel
  const time = view.now
  const instrument = view.getInstrument(request.instrument)
  const terms = parseRequest(request, instrument, broker.supports, mintId(kernel))
  const { clientOrderId } = terms
  const shown = (): Order => state.orders.get(clientOrderId)!

  // Also for one that is denied: should the broker fill it all the same, it must be booked.
  const unknown = state.books.has(instrument.id) ? [] : [registration(instrument, time)]
  const denial =
    checkSupports(terms, broker.supports, broker.id) ?? checkOpen(kernel) ?? kernel.check({ type: 'place', terms })
  if (denial !== undefined)
    return andThen(kernel.commit(...unknown, { type: 'order.denied', time, terms, denial, ...origin }), () => ({
      outcome: 'denied',
      order: shown(),
      denial,
    }))

  const arrivalPrice = view.getQuote(instrument.id)?.last
  const answered = receiver.holding(clientOrderId, () => {
    const submitted = kernel.commit(...unknown, {
      type: 'order.submitted',
      time,
      terms,
      broker: broker.id,
      ...(arrivalPrice !== undefined && { arrivalPrice }),
      ...origin,
    })
    return andThen(submitted, () => andThen(send(kernel, terms), (reply) => book(kernel, terms, reply)))
  })
  return andThen(answered, (reply): Placement => {
    const order = shown()
    if (reply.outcome === 'rejected' && order.lifecycle === 'rejected')
      return { outcome: 'rejected', order, evidence: reply.evidence }
    if (reply.outcome === 'unconfirmed' && order.certainty === 'unconfirmed')
      return { outcome: 'unconfirmed', order, cause: reply.cause }
    return { outcome: 'accepted', order }
  })
}

/** The only place where terms become approved, after every rule has passed. */
function send(kernel: Kernel, terms: OrderTerms): Awaitable<PlaceReply> {
  const { broker, environment, state } = kernel
  const threw = (cause: unknown): PlaceReply => {
    environment.log.error(`${broker.id} threw on an order; it counts as unconfirmed.`, { cause })
    return { outcome: 'unconfirmed', cause: 'adapter-threw' }
  }
  const readable = (reply: PlaceReply): PlaceReply => {
    const fault = faultOfReply(reply, 'accepted') ?? faultOfAcceptance(reply, terms, state)
    if (fault === undefined) return reply
    environment.log.error(`${broker.id} gave an answer to an order that cannot be read: ${fault}.`, { reply })
    return { outcome: 'unconfirmed', cause: 'unreadable-reply' }
  }
  const late = (reply: PlaceReply): void => {
    if (reply.outcome !== 'unconfirmed' && isRunning(kernel)) quietly(book(kernel, terms, reply))
  }
  try {
    const reply = broker.place(terms as Approved<OrderTerms>)
    if (!isPromise(reply)) return readable(reply)
    return withDeadline(environment.timers, reply.then(readable, threw), silence, late)
  } catch (cause) {
    return threw(cause)
  }
}

const silence: PlaceReply = { outcome: 'unconfirmed', cause: 'timeout' }

/** An id that belongs to another order of ours cannot be this one's, nor can more be refused than was asked for. */
function faultOfAcceptance(
  reply: PlaceReply,
  { clientOrderId, quantity }: OrderTerms,
  state: AccountState,
): string | undefined {
  if (reply.outcome !== 'accepted') return undefined
  const owned = (id: BrokerOrderId): ClientOrderId => state.findOwner(id)?.order.terms.clientOrderId ?? clientOrderId
  const taken = reply.brokerOrderIds.find((id) => owned(id) !== clientOrderId)
  if (taken !== undefined) return `its id ${taken} is that of order ${owned(taken)}`
  return reply.refused?.quantity.gte(quantity) ? `it refuses ${reply.refused.quantity} of ${quantity}` : undefined
}

function book(kernel: Kernel, { clientOrderId }: OrderTerms, reply: PlaceReply): Awaitable<PlaceReply> {
  const tracked = kernel.state.getTracked(clientOrderId)!
  const wasCanceling = tracked.order.pending === 'cancel'
  const { events, ignored } = readPlaceReply(tracked, reply, kernel.view.now)
  for (const reason of ignored) kernel.environment.log.debug(`Ignored: the reply to ${clientOrderId}: ${reason}.`)
  if (events.length === 0) return reply
  return andThen(kernel.commit(...events), () => {
    // It may have named parts that a cancel in the meantime could not know.
    if (wasCanceling && isOpen(tracked.order)) quietly(kernel.track(giveCancel(kernel, tracked)))
    return reply
  })
}

/** Nothing is opened while the broker's books cannot be read, or while trading is halted. */
function checkOpen({ phase, state, broker }: Kernel): Denial | undefined {
  if (phase === 'recovering')
    return {
      rule: 'connection',
      reason: `The books of ${broker.id} are not read yet; no order is held back for later.`,
    }
  if (state.halted !== undefined) return { rule: 'trading-halted', reason: `Trading is halted: ${state.halted}` }
  return undefined
}

export function registration(
  { id, kind, currency, multiplier }: Instrument,
  time: number,
): JournalEventOf<'instrument.registered'> {
  return { type: 'instrument.registered', time, instrument: id, kind, currency, multiplier }
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/**
 * As long as the broker carries, up to 20: at least 67 bits of chance. Where there is room it begins with the time, so that
 * orders that follow one another stand beside one another in an index.
 */
function mintId({ broker, environment: { random }, state, view }: Kernel): ClientOrderId {
  const length = broker.supports.tagLength === 0 ? longest : Math.min(broker.supports.tagLength, longest)
  const prefix =
    length < longest
      ? ''
      : Math.floor(view.now / 64)
          .toString(36)
          .padStart(7, '0')
          .slice(-7)
  for (;;) {
    let id = prefix
    while (id.length < length) id += letters[Math.floor(random() * letters.length)]
    if (!state.orders.has(id as ClientOrderId)) return id as ClientOrderId
  }
}

const longest = 20
