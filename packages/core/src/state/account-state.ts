import { ShagunError } from '../errors.ts'
import type { BrokerFill, BrokerOrder } from '../model/broker-book.ts'
import { jsonOf, revive } from '../model/codec.ts'
import { Decimal } from '../model/decimal.ts'
import type { JournalEvent, JournalEventOf } from '../model/events.ts'
import type { BrokerOrderId, ClientOrderId, ExecutionId, InstrumentId } from '../model/ids.ts'
import type { Json } from '../model/json.ts'
import { isOpen, type Order } from '../model/order.ts'
import type { Timestamp } from '../model/time.ts'
import { applyOrderEvent, createOrder, recountFills } from './apply-order-event.ts'
import { type Books, createBooks } from './books.ts'
import { applyExecutionEvent, type SavedExecution } from './executions.ts'
import type { OrderFact } from './order-table.ts'
import { type PartEnding, type TrackedOrder, worstLeaves } from './tracked-order.ts'

// Shared by all orders that have none, which are most.
const noNote: TrackedOrder['note'] = {}
const noneClosed: TrackedOrder['closed'] = new Map()

/** What is kept of an account, so that its journal need not be replayed from the beginning. */
interface SavedState {
  readonly applied: number
  readonly profitBefore: number
  readonly dayTurnedAt?: Timestamp
  readonly halted?: string
  readonly books: Json
  readonly executions: readonly SavedExecution[]
  /** {@link SavedOrder}s with Decimals as text. */
  readonly orders: Json
  readonly external: Json
  /** With when each was seen. */
  readonly externalFills: readonly (readonly [string, Timestamp])[]
}

interface SavedOrder extends Omit<TrackedOrder, 'closed'> {
  readonly closed: readonly (readonly [BrokerOrderId, PartEnding])[]
}

/** Everything the account knows, rebuilt from its journal by applying every event in order. */
export interface AccountState {
  readonly orders: ReadonlyMap<ClientOrderId, Order>
  readonly books: Books
  /** Placed outside Shagun, by their broker id. */
  readonly external: ReadonlyMap<BrokerOrderId, BrokerOrder>
  hasExternalFill(fill: BrokerFill): boolean
  /** How many events made it. */
  readonly applied: number
  /** Started and not finished. */
  readonly executions: ReadonlyMap<ExecutionId, SavedExecution>
  /** Why no new orders are taken, until `trading.resumed`. */
  readonly halted: string | undefined
  /** What had been made before the trading day, realized and unrealized, and when that day began. */
  readonly profitBefore: number
  readonly dayTurnedAt: Timestamp | undefined
  getTracked(id: ClientOrderId): TrackedOrder | undefined
  findOwner(id: BrokerOrderId): TrackedOrder | undefined
  listOpen(): TrackedOrder[]
  /** The child orders of an algo, closed ones included. */
  listChildren(id: ExecutionId): readonly TrackedOrder[]
  worstCase(instrument: InstrumentId): { readonly long: Decimal; readonly short: Decimal }
  apply(event: JournalEvent): void
  /** Lets go of orders that have been closed since before that moment, and of others' fills seen before it, so that memory does not grow for ever. */
  forgetClosedBefore(time: Timestamp): void
  /** All of it as JSON, to go on from. */
  save(): Json
}

/** @param saved - what `save` gave */
export function createAccountState(saved?: Json): AccountState {
  const before = saved === undefined ? undefined : (saved as unknown as SavedState)
  const books = createBooks(before?.books)
  const orders = new Map<ClientOrderId, Order>()
  const tracked = new Map<ClientOrderId, TrackedOrder>()
  const open = new Map<InstrumentId, Set<TrackedOrder>>()
  const owners = new Map<BrokerOrderId, TrackedOrder>()
  const external = new Map<BrokerOrderId, BrokerOrder>()
  const externalOpen = new Map<InstrumentId, Set<BrokerOrderId>>()
  const externalFills = new Map<string, Timestamp>()
  const executions = new Map<ExecutionId, SavedExecution>()
  const children = new Map<ExecutionId, TrackedOrder[]>()
  let halted = before?.halted
  let applied = before?.applied ?? 0
  let profitBefore = before?.profitBefore ?? 0
  let dayTurnedAt = before?.dayTurnedAt
  if (before !== undefined) restore(before)

  function restore({ executions: running, orders: known, external: seen, externalFills: heard }: SavedState): void {
    for (const event of running) {
      executions.set(event.execution, event)
      children.set(event.execution, [])
    }
    for (const entry of revive(known) as readonly SavedOrder[]) {
      const { strategy, execution, change, closed } = entry
      remember({ ...entry, strategy, execution, change, closed: closed.length === 0 ? noneClosed : new Map(closed) })
    }
    for (const row of revive(seen) as readonly BrokerOrder[]) seeExternal(row)
    for (const [key, time] of heard) externalFills.set(key, time)
  }

  function remember(entry: TrackedOrder): void {
    const { order, execution, closed } = entry
    const { clientOrderId, instrument } = order.terms
    tracked.set(clientOrderId, entry)
    orders.set(clientOrderId, order)
    if (execution !== undefined) children.get(execution)?.push(entry)
    if (isOpen(order)) openIn(instrument).add(entry)
    for (const id of [...order.brokerOrderIds, ...closed.keys()]) owners.set(id, entry)
  }

  function begin(event: JournalEventOf<'order.denied' | 'order.submitted'>): void {
    remember({
      order: createOrder(event.terms, event.type === 'order.denied' ? 'denied' : 'submitted'),
      submittedAt: event.time,
      strategy: event.strategy,
      execution: event.execution,
      change: undefined,
      note: noNote,
      fills: [],
      complete: false,
      closed: noneClosed,
      pendingSince: event.time,
      touchedAt: applied,
      changedAt: event.time,
    })
  }

  function openIn(instrument: InstrumentId): Set<TrackedOrder> {
    let entries = open.get(instrument)
    if (entries === undefined) open.set(instrument, (entries = new Set()))
    return entries
  }

  function advance(event: JournalEventOf<OrderFact>): void {
    const entry = trackedOrThrow(event.clientOrderId)
    entry.touchedAt = applied
    entry.changedAt = event.time
    update(entry, applyOrderEvent(entry.order, event, entry.change))
    switch (event.type) {
      case 'order.accepted':
        own(entry, event.brokerOrderIds)
        if (event.complete) entry.complete = true
        if (event.note !== undefined) entry.note = { ...entry.note, ...event.note }
        break
      case 'order.reopened':
        own(entry, event.brokerOrderIds)
        break
      case 'order.part-closed': {
        const { brokerOrderId, ending, reason } = event
        own(entry, [brokerOrderId])
        entry.closed = new Map(entry.closed).set(brokerOrderId, { ending, ...(reason !== undefined && { reason }) })
        break
      }
      case 'order.canceled':
      case 'order.expired':
      case 'order.rejected': {
        const ending = { ending: entry.order.lifecycle } as PartEnding
        entry.closed = new Map([...entry.order.brokerOrderIds.map((id) => [id, ending] as const), ...entry.closed])
        break
      }
      case 'order.modify-requested':
        entry.change = event.change
        entry.pendingSince = event.time
        break
      case 'order.cancel-requested':
        entry.pendingSince = event.time
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

  function own(entry: TrackedOrder, ids: readonly BrokerOrderId[]): void {
    for (const id of ids) {
      owners.set(id, entry)
      if (external.has(id)) forgetExternal(id)
    }
  }

  function seeExternal(order: BrokerOrder): void {
    const { brokerOrderId, instrument, lifecycle } = order
    forgetExternal(brokerOrderId)
    external.set(brokerOrderId, order)
    if (lifecycle !== 'working') return
    const others = externalOpen.get(instrument)
    if (others === undefined) externalOpen.set(instrument, new Set([brokerOrderId]))
    else others.add(brokerOrderId)
  }

  function forgetExternal(id: BrokerOrderId): void {
    const known = external.get(id)
    if (known !== undefined) externalOpen.get(known.instrument)?.delete(id)
    external.delete(id)
  }

  /** An order that opens again counts again. */
  function update(entry: TrackedOrder, order: Order): void {
    const { clientOrderId, instrument } = order.terms
    if (isOpen(order)) {
      if (!isOpen(entry.order)) openIn(instrument).add(entry)
    } else {
      open.get(instrument)?.delete(entry)
      entry.change = undefined
    }
    entry.order = order
    orders.set(clientOrderId, order)
  }

  function correct({ clientOrderId, replaces, fill }: JournalEventOf<'fill.corrected'>): void {
    const entry = trackedOrThrow(clientOrderId)
    const { brokerOrderId } = fill
    const index = entry.fills.findIndex((old) => old.fillId === replaces && old.brokerOrderId === brokerOrderId)
    const old = entry.fills[index]
    entry.fills = entry.fills.toSpliced(index, 1, ...(fill.quantity.isZero() ? [] : [fill]))
    if (old !== undefined) books.correctFill(old, fill, entry.order.terms.product)
    update(entry, recountFills(entry.order, entry.fills, entry.change))
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
    hasExternalFill: (fill) => externalFills.has(keyOf(fill)),
    get applied() {
      return applied
    },
    get halted() {
      return halted
    },
    get profitBefore() {
      return profitBefore
    },
    get dayTurnedAt() {
      return dayTurnedAt
    },
    getTracked: (id) => tracked.get(id),
    findOwner: (id) => owners.get(id),
    listChildren: (id) => children.get(id) ?? [],
    listOpen: () => [...open.values()].flatMap((entries) => [...entries]),
    worstCase(instrument) {
      const most = new Map<string, Decimal>()
      for (const entry of open.get(instrument) ?? []) {
        const { side, clientOrderId, group = clientOrderId } = entry.order.terms
        // Of orders that are kept in step one fills, so the largest of them counts.
        most.set(side + group, Decimal.max(worstLeaves(entry), most.get(side + group) ?? 0))
      }
      for (const id of externalOpen.get(instrument) ?? []) {
        const { side, quantity, filledQuantity } = external.get(id)!
        most.set(side + id, quantity.minus(filledQuantity))
      }
      let long = books.getQuantity(instrument)
      let short = long
      for (const [key, leaves] of most)
        if (key[0] === 'b') long = long.plus(leaves)
        else short = short.minus(leaves)
      return { long, short }
    },
    forgetClosedBefore(time) {
      for (const [id, { order, changedAt, execution, closed }] of tracked) {
        const isNeeded = isOpen(order) || changedAt >= time || (execution !== undefined && executions.has(execution))
        if (isNeeded) continue
        tracked.delete(id)
        orders.delete(id)
        for (const brokerId of [...order.brokerOrderIds, ...closed.keys()]) owners.delete(brokerId)
      }
      for (const [id, list] of children)
        if (!executions.has(id) && !list.some(({ order }) => tracked.has(order.terms.clientOrderId)))
          children.delete(id)
      for (const row of external.values())
        if (row.lifecycle !== 'working' && row.time < time) forgetExternal(row.brokerOrderId)
      for (const [key, seen] of externalFills) if (seen < time) externalFills.delete(key)
    },
    save() {
      return {
        applied,
        profitBefore,
        ...(dayTurnedAt !== undefined && { dayTurnedAt }),
        ...(halted !== undefined && { halted }),
        books: books.save(),
        executions: jsonOf([...executions.values()]),
        orders: [...tracked.values()].map((entry) => jsonOf({ ...entry, closed: [...entry.closed] })),
        external: jsonOf([...external.values()]),
        externalFills: [...externalFills],
      } satisfies { readonly [K in keyof SavedState]: unknown }
    },
    apply(event) {
      applied++
      switch (event.type) {
        case 'order.submitted':
        case 'order.denied':
          return begin(event)
        case 'fill.corrected':
          return correct(event)
        case 'instrument.registered':
          return books.register(event)
        case 'external.order-seen':
          return seeExternal(event.order)
        case 'external.fill-seen':
          externalFills.set(keyOf(event.fill), event.time)
          return
        case 'position.reconciled':
          return books.reconcile(event.position)
        case 'position.adjusted':
          return books.adjust(event)
        case 'cash.adjusted':
          return books.adjustCash(event.currency, event.amount)
        case 'trading.halted':
          halted = event.reason
          return
        case 'trading.resumed':
          halted = undefined
          return
        case 'execution.started':
          children.set(event.execution, [])
          return applyExecutionEvent(executions, event)
        case 'execution.amended':
        case 'execution.sliced':
        case 'execution.paused':
        case 'execution.resumed':
        case 'execution.finished':
          return applyExecutionEvent(executions, event)
        case 'day.turned':
          profitBefore = event.profit
          dayTurnedAt = event.time
          return
        // Seen and kept in the journal; nothing in memory hangs on them.
        case 'session.expired':
        case 'risk.breached':
          return
        default:
          return advance(event)
      }
    },
  }
}

function keyOf({ brokerOrderId, fillId }: BrokerFill): string {
  return `${brokerOrderId} ${fillId}`
}
