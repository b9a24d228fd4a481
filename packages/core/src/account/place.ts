import type { JournalEvent, JournalEventOf } from '../model/events.ts'
import type { BrokerOrderId, ClientOrderId, ExecutionId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Approved, Order, OrderRequest, OrderTerms } from '../model/order.ts'
import type { Denial, Placement } from '../model/outcome.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { andThen, isPromise } from '../ports/awaitable.ts'
import type { PlaceReply } from '../ports/broker.ts'
import { type OrderFact, orderTable } from '../state/order-table.ts'
import { checkSupports } from './check-supports.ts'
import { type Kernel, requireRunning } from './kernel.ts'
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

  const denial =
    checkSupports(terms, broker.supports, broker.id) ?? checkOpen(kernel) ?? kernel.check({ type: 'place', terms })
  if (denial !== undefined)
    return andThen(kernel.commit({ type: 'order.denied', time, terms, denial, ...origin }), () => ({
      outcome: 'denied',
      order: shown(),
      denial,
    }))

  if (!state.books.has(instrument.id)) kernel.commit(registration(instrument, time))
  const arrivalPrice = view.getQuote(instrument.id)?.last
  const answered = receiver.holding(clientOrderId, () => {
    const submitted = kernel.commit({
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
    if (reply.outcome === 'rejected') return { outcome: 'rejected', order, evidence: reply.evidence }
    if (reply.outcome === 'unconfirmed') return { outcome: 'unconfirmed', order, cause: reply.cause }
    return { outcome: 'accepted', order }
  })
}

/** The only place where terms become approved, after every rule has passed. */
function send({ broker, environment }: Kernel, terms: OrderTerms): Awaitable<PlaceReply> {
  const threw = (cause: unknown): PlaceReply => {
    environment.log.error(`${broker.id} threw on an order; it counts as unconfirmed.`, { cause })
    return { outcome: 'unconfirmed', cause: 'adapter-threw' }
  }
  try {
    const reply = broker.place(terms as Approved<OrderTerms>)
    return isPromise(reply) ? reply.catch(threw) : reply
  } catch (cause) {
    return threw(cause)
  }
}

/** A reply is evidence like any other: reports may have come before it, and then it may tell nothing new, or contradict. */
function book(kernel: Kernel, { clientOrderId }: OrderTerms, reply: PlaceReply): Awaitable<PlaceReply> {
  const fact = eventOf(reply, clientOrderId, kernel.view.now)
  const { order } = kernel.state.getTracked(clientOrderId)!
  const verdict = orderTable[fact.type][order.lifecycle]
  if (verdict === 'apply') return andThen(kernel.commit(fact), () => reply)
  const shown: PlaceReply = { outcome: 'accepted', brokerOrderIds: order.brokerOrderIds as [BrokerOrderId] }
  if (verdict.startsWith('ignore')) {
    kernel.environment.log.debug(`Ignored: the reply to ${clientOrderId}, ${verdict}.`)
    return shown
  }
  const reason = verdict.slice(verdict.indexOf(':') + 2)
  const quarantined = kernel.commit({ type: 'order.quarantined', time: fact.time, clientOrderId, reason })
  return andThen(quarantined, () => shown)
}

function eventOf(reply: PlaceReply, clientOrderId: ClientOrderId, time: number): JournalEventOf<OrderFact> {
  if (reply.outcome === 'rejected') return { type: 'order.rejected', time, clientOrderId, evidence: reply.evidence }
  if (reply.outcome === 'unconfirmed') return { type: 'order.unconfirmed', time, clientOrderId, cause: reply.cause }
  const { brokerOrderIds, note, refused } = reply
  return {
    type: 'order.accepted',
    time,
    clientOrderId,
    brokerOrderIds,
    ...(note !== undefined && { note }),
    ...(refused !== undefined && { refused }),
  }
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

export function registration({ id, kind, currency, multiplier }: Instrument, time: number): JournalEvent {
  return { type: 'instrument.registered', time, instrument: id, kind, currency, multiplier }
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** As long as the broker carries, up to 20: at least 67 bits of chance. */
function mintId({ broker, environment: { random }, state }: Kernel): ClientOrderId {
  const length = broker.supports.tagLength === 0 ? 20 : Math.min(broker.supports.tagLength, 20)
  for (;;) {
    let id = ''
    for (let i = 0; i < length; i++) id += letters[Math.floor(random() * letters.length)]
    if (!state.orders.has(id as ClientOrderId)) return id as ClientOrderId
  }
}
