import type { JournalEventOf } from '../model/events.ts'
import type { BrokerOrderId, ClientOrderId, ExecutionId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import {
  type Approved,
  type GroupRequest,
  isOpen,
  type Order,
  type OrderRequest,
  type OrderTerms,
} from '../model/order.ts'
import type { Denial, Placement, PlaceReply } from '../model/outcome.ts'
import type { GroupKind } from '../model/supports.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { andThen, isPromise } from '../ports/awaitable.ts'
import type { OrderGroup } from '../ports/broker.ts'
import type { AccountState } from '../state/account-state.ts'
import { faultOfReply } from '../state/check-report.ts'
import { readPlaceReply } from '../state/read-reply.ts'
import { giveCancel } from './cancel.ts'
import { checkOpen } from './check-open.ts'
import { checkGroup, checkSupports } from './check-supports.ts'
import { withDeadline } from './deadline.ts'
import { isRunning, type Kernel, quietly, requireRunning } from './kernel.ts'
import { invalid, parseRequest } from './parse-request.ts'
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
  return andThen(placeLegs(kernel, receiver, [request], origin), ([placement]) => placement!)
}

/** What rules would say of an order now. Nothing is reserved, kept or sent. */
export function preview(kernel: Kernel, request: OrderRequest): Denial | undefined {
  const { broker, view } = kernel
  const terms = parseRequest(request, view.getInstrument(request.instrument), broker.supports, noId)
  return checkSupports(terms, broker) ?? kernel.check({ type: 'place', terms, legs: [terms] })
}

const noId = 'preview' as ClientOrderId

/** Orders that the broker keeps in step. Either all of them pass every rule, or none goes out. */
export function placeGroup(
  kernel: Kernel,
  receiver: Receiver,
  { kind, legs }: GroupRequest,
  origin: Origin,
): Awaitable<readonly Placement[]> {
  if (legs.length > 1) return placeLegs(kernel, receiver, legs, origin, kind)
  throw invalid('legs', String(legs.length), 'at least 2 orders')
}

function placeLegs(
  kernel: Kernel,
  receiver: Receiver,
  requests: readonly OrderRequest[],
  origin: Origin,
  kind?: GroupKind,
): Awaitable<readonly Placement[]> {
  requireRunning(kernel)
  const { broker, state, view } = kernel
  const { id, supports } = broker
  const time = view.now
  let group: ClientOrderId | undefined
  const legs = requests.map((request): OrderTerms => {
    const terms = parseRequest(request, view.getInstrument(request.instrument), supports, mintId(kernel))
    if (kind === undefined) return terms
    group ??= terms.clientOrderId
    return { ...terms, group }
  })
  const shown = ({ clientOrderId }: OrderTerms): Order => state.orders.get(clientOrderId)!

  // Also for one that is denied: should the broker fill it all the same, it must be booked.
  const unknown = [...new Set(legs.map(({ instrument }) => instrument))]
    .filter((instrument) => !state.books.has(instrument))
    .map((instrument) => registration(view.getInstrument(instrument), time))
  let denial = kind && checkGroup(kind, broker)
  for (const terms of legs)
    denial ??= checkSupports(terms, broker) ?? checkOpen(kernel) ?? kernel.check({ type: 'place', terms, legs })
  if (denial !== undefined) {
    const denied = legs.map((terms) => ({ type: 'order.denied', time, terms, denial, ...origin }) as const)
    return andThen(kernel.commit(...unknown, ...denied), () =>
      legs.map((terms) => ({ outcome: 'denied', order: shown(terms), denial })),
    )
  }

  const submit = (): Awaitable<readonly PlaceReply[]> => {
    const submitted = legs.map((terms) => {
      const arrivalPrice = view.getQuote(terms.instrument)?.last
      const price = arrivalPrice === undefined ? {} : { arrivalPrice }
      return { type: 'order.submitted', time, terms, broker: id, ...price, ...origin } as const
    })
    return andThen(kernel.commit(...unknown, ...submitted), () =>
      andThen(send(kernel, legs, kind), (reply) => book(kernel, legs, reply)),
    )
  }
  const answered = legs.reduce(
    (work, { clientOrderId }) =>
      () =>
        receiver.holding(clientOrderId, work),
    submit,
  )()
  return andThen(answered, (replies) => legs.map((terms, i) => placementOf(shown(terms), replies[i]!)))
}

function placementOf(order: Order, reply: PlaceReply): Placement {
  if (reply.outcome === 'rejected' && order.lifecycle === 'rejected')
    return { outcome: 'rejected', order, evidence: reply.evidence }
  if (reply.outcome === 'unconfirmed' && order.certainty === 'unconfirmed')
    return { outcome: 'unconfirmed', order, cause: reply.cause }
  return { outcome: 'accepted', order }
}

/** The only place where terms become approved, after every rule has passed. */
function send(kernel: Kernel, legs: readonly OrderTerms[], kind: GroupKind | undefined): Awaitable<PlaceReply> {
  const { broker, environment, state } = kernel
  const threw = (cause: unknown): PlaceReply => {
    environment.log.error(`${broker.id} threw on an order; it counts as unconfirmed.`, { cause })
    return { outcome: 'unconfirmed', cause: 'adapter-threw' }
  }
  const readable = (reply: PlaceReply): PlaceReply => {
    const fault = faultOfReply(reply, 'accepted') ?? faultOfAcceptance(reply, legs, state)
    if (fault === undefined) return reply
    environment.log.error(`${broker.id} gave an answer to an order that cannot be read: ${fault}.`, { reply })
    return { outcome: 'unconfirmed', cause: 'unreadable-reply' }
  }
  const late = (reply: PlaceReply): void => {
    if (reply.outcome !== 'unconfirmed' && isRunning(kernel)) quietly(book(kernel, legs, reply))
  }
  try {
    const reply =
      kind === undefined
        ? broker.place(legs[0] as Approved<OrderTerms>)
        : broker.placeGroup!({ kind, legs } as Approved<OrderGroup>)
    if (!isPromise(reply)) return readable(reply)
    return withDeadline(environment.timers, reply.then(readable, threw), silence, late)
  } catch (cause) {
    return threw(cause)
  }
}

const silence: PlaceReply = { outcome: 'unconfirmed', cause: 'timeout' }

/** An id that belongs to another order of ours cannot be this one's, nor can more be refused than was asked for. */
function faultOfAcceptance(reply: PlaceReply, legs: readonly OrderTerms[], state: AccountState): string | undefined {
  if (reply.outcome !== 'accepted') return undefined
  const { brokerOrderIds, refused } = reply
  if (legs.length > 1 && new Set(brokerOrderIds).size !== legs.length)
    return `it names ${brokerOrderIds.length} orders for a group of ${legs.length}`
  const ours = legs.map(({ clientOrderId }) => clientOrderId)
  const owner = (id: BrokerOrderId): ClientOrderId | undefined => state.findOwner(id)?.order.terms.clientOrderId
  const taken = brokerOrderIds.find((id) => !ours.includes(owner(id) ?? ours[0]!))
  if (taken !== undefined) return `its id ${taken} is that of order ${owner(taken)}`
  const { quantity } = legs[0]!
  return refused?.quantity.gte(quantity) ? `it refuses ${refused.quantity} of ${quantity}` : undefined
}

/** Each leg has its own part of the answer. */
function book(kernel: Kernel, legs: readonly OrderTerms[], reply: PlaceReply): Awaitable<readonly PlaceReply[]> {
  const replies = legs.map(
    (_, i): PlaceReply =>
      reply.outcome === 'accepted' && legs.length > 1
        ? { ...reply, brokerOrderIds: [reply.brokerOrderIds[i]!] }
        : reply,
  )
  const booked = legs.map((terms, i) => bookLeg(kernel, terms, replies[i]!)).filter(isPromise)
  return booked.length === 0 ? replies : Promise.all(booked).then(() => replies)
}

function bookLeg(kernel: Kernel, { clientOrderId }: OrderTerms, reply: PlaceReply): Awaitable<void> {
  const tracked = kernel.state.getTracked(clientOrderId)!
  const wasCanceling = tracked.order.pending === 'cancel'
  const { events, ignored } = readPlaceReply(tracked, reply, kernel.view.now)
  for (const reason of ignored) kernel.environment.log.debug(`Ignored: the reply to ${clientOrderId}: ${reason}.`)
  if (events.length === 0) return undefined
  return andThen(kernel.commit(...events), () => {
    // It may have named parts that a cancel in the meantime could not know.
    if (wasCanceling && isOpen(tracked.order)) quietly(kernel.track(giveCancel(kernel, tracked)))
  })
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
  // A clock before 1970 must not bring a minus into an id.
  const prefix = length < longest ? '' : Math.floor(Math.abs(view.now) / 64).toString(36)
  for (;;) {
    let id = prefix
    while (id.length < length) id += letters[Math.floor(random() * letters.length)]
    if (!state.orders.has(id as ClientOrderId)) return id as ClientOrderId
  }
}

const longest = 20
