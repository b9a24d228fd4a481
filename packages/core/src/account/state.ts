import { ShagunError } from '../errors.ts'
import type { BrokerOrder } from '../model/broker-book.ts'
import type { Decimal } from '../model/decimal.ts'
import type { JournalEvent, JournalEventOf } from '../model/events.ts'
import type { BrokerOrderId, ClientOrderId, ExecutionId, InstrumentId } from '../model/ids.ts'
import { isOpen, type Order } from '../model/order.ts'
import { applyOrderEvent, createOrder, recountFills } from '../state/apply-order-event.ts'
import type { OrderFact } from '../state/order-table.ts'
import { type TrackedOrder, worstLeaves } from '../state/tracked-order.ts'
import { type Books, createBooks } from './books.ts'

// Shared by all orders that have none, which are most.
const noNote: TrackedOrder['note'] = {}
const noneClosed: TrackedOrder['closed'] = new Map()

/** Everything the account knows, rebuilt from its journal by applying every event in order. */
export interface AccountState {
  readonly orders: ReadonlyMap<ClientOrderId, Order>
  readonly books: Books
  /** Placed outside Shagun, by their broker id. */
  readonly external: ReadonlyMap<BrokerOrderId, BrokerOrder>
  /** Started and not finished. */
  readonly executions: ReadonlyMap<ExecutionId, JournalEventOf<'execution.started'>>
  /** Why no new orders are taken, until `trading.resumed`. */
  readonly halted: string | undefined
  getTracked(id: ClientOrderId): TrackedOrder | undefined
  findOwner(id: BrokerOrderId): TrackedOrder | undefined
  listOpen(): TrackedOrder[]
  /** The child orders of an algo, closed ones included. */
  listChildren(id: ExecutionId): readonly TrackedOrder[]
  worstCase(instrument: InstrumentId): { readonly long: Decimal; readonly short: Decimal }
  apply(event: JournalEvent): void
}

export function createAccountState(): AccountState {
  const books = createBooks()
  const orders = new Map<ClientOrderId, Order>()
  const tracked = new Map<ClientOrderId, TrackedOrder>()
  const open = new Map<InstrumentId, Set<TrackedOrder>>()
  const owners = new Map<BrokerOrderId, TrackedOrder>()
  const external = new Map<BrokerOrderId, BrokerOrder>()
  const executions = new Map<ExecutionId, JournalEventOf<'execution.started'>>()
  const children = new Map<ExecutionId, TrackedOrder[]>()
  let halted: string | undefined

  function begin(event: JournalEventOf<'order.denied' | 'order.submitted'>): void {
    const { clientOrderId, instrument } = event.terms
    const denied = event.type === 'order.denied'
    const entry: TrackedOrder = {
      order: createOrder(event.terms, denied ? 'denied' : 'submitted'),
      submittedAt: event.time,
      strategy: event.strategy,
      execution: event.execution,
      change: undefined,
      note: noNote,
      fills: [],
      closed: noneClosed,
    }
    tracked.set(clientOrderId, entry)
    orders.set(clientOrderId, entry.order)
    if (event.execution !== undefined) children.get(event.execution)?.push(entry)
    if (denied) return
    const others = open.get(instrument)
    if (others === undefined) open.set(instrument, new Set([entry]))
    else others.add(entry)
  }

  function advance(event: JournalEventOf<OrderFact>): void {
    const entry = trackedOrThrow(event.clientOrderId)
    update(entry, applyOrderEvent(entry.order, event))
    switch (event.type) {
      case 'order.accepted':
        for (const id of event.brokerOrderIds) owners.set(id, entry)
        if (event.note !== undefined) entry.note = { ...entry.note, ...event.note }
        break
      case 'order.modify-requested':
        entry.change = event.change
        break
      case 'order.modified':
      case 'order.modify-refused':
        entry.change = undefined
        break
      case 'order.filled':
        entry.fills.push(event.fill)
        books.bookFill(event.fill, entry.order.terms.product)
    }
  }

  function update(entry: TrackedOrder, order: Order): void {
    entry.order = order
    orders.set(order.terms.clientOrderId, order)
    if (!isOpen(order)) open.get(order.terms.instrument)?.delete(entry)
  }

  function correct({ clientOrderId, replaces, fill }: JournalEventOf<'fill.corrected'>): void {
    const entry = trackedOrThrow(clientOrderId)
    const index = entry.fills.findIndex(({ fillId }) => fillId === replaces)
    const old = entry.fills[index]
    entry.fills.splice(index, 1, ...(fill.quantity.isZero() ? [] : [fill]))
    if (old !== undefined) books.correctFill(old, fill, entry.order.terms.product)
    update(entry, recountFills(entry.order, entry.fills))
  }

  function trackedOrThrow(id: ClientOrderId): TrackedOrder {
    const entry = tracked.get(id)
    if (entry !== undefined) return entry
    const expected = 'an order of this account'
    throw new ShagunError('invalid-order', `There is no order ${id}; expected ${expected}.`, {
      details: { field: 'clientOrderId', value: id, expected },
    })
  }

  return {
    orders,
    books,
    external,
    executions,
    get halted() {
      return halted
    },
    getTracked: (id) => tracked.get(id),
    findOwner: (id) => owners.get(id),
    listChildren: (id) => children.get(id) ?? [],
    listOpen: () => [...open.values()].flatMap((entries) => [...entries]),
    worstCase(instrument) {
      let long = books.getQuantity(instrument)
      let short = long
      for (const entry of open.get(instrument) ?? [])
        if (entry.order.terms.side === 'buy') long = long.plus(worstLeaves(entry))
        else short = short.minus(worstLeaves(entry))
      return { long, short }
    },
    apply(event) {
      switch (event.type) {
        case 'order.submitted':
        case 'order.denied':
          return begin(event)
        case 'fill.corrected':
          return correct(event)
        case 'instrument.registered':
          return books.register(event)
        case 'external.order-seen':
          external.set(event.order.brokerOrderId, event.order)
          return
        case 'position.reconciled':
          return books.reconcile(event.position)
        case 'cash.adjusted':
          return books.adjustCash(event.currency, event.amount)
        case 'trading.halted':
          halted = event.reason
          return
        case 'trading.resumed':
          halted = undefined
          return
        case 'execution.started':
          executions.set(event.execution, event)
          children.set(event.execution, [])
          return
        case 'execution.finished':
          executions.delete(event.execution)
          return
        // Seen and kept in the journal; nothing in memory hangs on them.
        case 'external.fill-seen':
        case 'session.expired':
        case 'risk.breached':
        case 'execution.sliced':
        case 'execution.paused':
        case 'execution.resumed':
          return
        default:
          return advance(event)
      }
    },
  }
}
