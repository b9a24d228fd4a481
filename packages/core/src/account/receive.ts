import type { BrokerReport } from '../model/broker-book.ts'
import type { BrokerOrderId, ClientOrderId } from '../model/ids.ts'
import type { Timestamp } from '../model/time.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { isPromise } from '../ports/awaitable.ts'
import { faultOfReport } from '../state/check-report.ts'
import type { Reading } from '../state/judge.ts'
import { knownFill, knownOrder } from '../state/known-fields.ts'
import { type Freshness, readBrokerOrder } from '../state/read-row.ts'
import { readBrokerFill } from '../state/read-trade.ts'
import { isUnsettled } from '../state/reconcile.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { isRunning, type Kernel, quietly } from './kernel.ts'

/** What the broker says of orders and fills, one report after the other. */
export interface Receiver {
  /** @param since - for what was read and not pushed: how many events had been applied when the reading began */
  receive(report: OrderReport, since?: number): void
  /** Looks again at what was held back, now that an order is found or known to be absent. */
  reconsider(): void
  /** While an order waits for the broker's reply, reports of unknown broker ids wait too: one of them may be its own. */
  holding<T>(id: ClientOrderId, work: () => Awaitable<T>): Awaitable<T>
  /** The reply that an order still waits for. */
  getPending(id: ClientOrderId): Promise<unknown> | undefined
}

export type OrderReport = Extract<BrokerReport, { readonly type: 'order' | 'fill' }>

interface Told {
  readonly report: OrderReport
  readonly since: number | undefined
}

/**
 * @param shownLate - called for an order with a part that the cancel asked for before could not be given to
 * @param doubt - called where the broker's books should be read again because something does not fit; `severe` where it
 * is not known what
 */
export function createReceiver(
  kernel: Kernel,
  shownLate: (tracked: TrackedOrder) => void,
  doubt: (why: string, severe: boolean) => void,
): Receiver {
  const pending = new Map<ClientOrderId, Promise<unknown> | undefined>()
  /** When each order at the broker was last changed, as far as its rows have told. */
  const newest = new WeakMap<TrackedOrder, Map<BrokerOrderId, Timestamp>>()
  const tagged = kernel.broker.supports.idempotency !== 'none'
  let queue: Told[] = []
  let reading = false
  /** Of broker ids that nobody knows yet. */
  let held: Told[] = []

  /** A listener may bring in the next report before all of this one is booked; that one waits its turn. */
  function take(...told: Told[]): void {
    queue.push(...told)
    if (reading) return
    reading = true
    try {
      for (let i = 0; i < queue.length; i++) read(queue[i]!)
    } catch (cause) {
      kernel.halt(cause)
    }
    queue = []
    reading = false
  }

  function read(told: Told): void {
    const { report } = told
    const tracked = findOrder(report)
    if (tracked === undefined) {
      // What was read will be read again.
      if (!mayBeOurs(told)) takeExternal(report)
      else if (told.since === undefined) held.push(told)
      return
    }
    book(told, tracked)
    // It may have told whose some of the others are.
    queue.push(...held)
    held = []
  }

  /**
   * An order of ours that has no broker id yet may turn out to be the one. A row with another's tag cannot be it, nor one
   * without a tag in the book of a broker that carries tags.
   */
  function mayBeOurs({ report, since }: Told): boolean {
    if (report.type === 'order' && (report.order.clientOrderId !== undefined || (since !== undefined && tagged)))
      return false
    return pending.size > 0 || kernel.state.listOpen().some(({ order }) => order.certainty === 'unconfirmed')
  }

  function reconsider(): void {
    if (held.length === 0) return
    const waiting = held
    held = []
    take(...waiting)
  }

  function findOrder(report: OrderReport): TrackedOrder | undefined {
    const { state } = kernel
    if (report.type === 'fill') return state.findOwner(report.fill.brokerOrderId)
    const { brokerOrderId, clientOrderId } = report.order
    return state.findOwner(brokerOrderId) ?? (clientOrderId === undefined ? undefined : state.getTracked(clientOrderId))
  }

  function book({ report, since }: Told, tracked: TrackedOrder): void {
    const { now } = kernel.view
    const reading: Reading =
      report.type === 'order'
        ? readBrokerOrder(tracked, report.order, now, freshnessOf(tracked, report.order, since))
        : readBrokerFill(tracked, report.fill, now)
    for (const reason of reading.ignored) kernel.environment.log.debug(`Ignored: ${reason}.`)
    if (reading.events.length > 0) quietly(kernel.commit(...reading.events))
    // A part of it is filled at a price that is still to come; the books will tell.
    if (report.type === 'order' && isUnsettled(tracked, report.order)) doubt('a fill came without its price', false)
    if (tracked.order.pending === 'cancel' && reading.events.some(({ type }) => type === 'order.accepted'))
      shownLate(tracked)
    const odd = reading.events.find(({ type }) => type === 'order.quarantined' || type === 'order.reopened')
    if (odd !== undefined) doubt(`${odd.type} came of a report`, false)
  }

  /** What was read is the latest word unless something was heard meanwhile; what is pushed, if it says so itself. */
  function freshnessOf(
    tracked: TrackedOrder,
    { brokerOrderId, time }: { readonly brokerOrderId: BrokerOrderId; readonly time: Timestamp },
    since: number | undefined,
  ): Freshness {
    let seen = newest.get(tracked)
    if (seen === undefined) newest.set(tracked, (seen = new Map()))
    const before = seen.get(brokerOrderId)
    if (before === undefined || time > before) seen.set(brokerOrderId, time)
    // A book may lag behind what was pushed.
    if (before !== undefined && time < before) return 'stale'
    if (since !== undefined) return tracked.touchedAt > since ? 'unordered' : 'fresh'
    return before === undefined || time === before ? 'unordered' : 'fresh'
  }

  function takeExternal(report: OrderReport): void {
    const time = kernel.view.now
    if (report.type === 'fill') {
      if (kernel.state.hasExternalFill(report.fill)) return
      quietly(kernel.commit({ type: 'external.fill-seen', time, fill: knownFill(report.fill) }))
    } else {
      if (isSeen(kernel.state.external.get(report.order.brokerOrderId), report.order)) return
      quietly(kernel.commit({ type: 'external.order-seen', time, order: knownOrder(report.order) }))
    }
    // What it does to positions and cash is for the books to say.
    doubt('somebody else trades in the account', false)
  }

  return {
    receive(report, since) {
      // Nobody is left to trust what comes after a halt; the next start reads it from the broker's books.
      if (!isRunning(kernel)) return
      const fault = faultOfReport(report)
      if (fault === undefined) return take({ report, since })
      kernel.environment.log.error(`${kernel.broker.id} sent a report that cannot be read: ${fault}.`, { report })
      doubt(`a report could not be read: ${fault}`, true)
    },
    reconsider,
    holding(id, work) {
      pending.set(id, undefined)
      const done = (): void => {
        pending.delete(id)
        reconsider()
      }
      try {
        const result = work()
        if (!isPromise(result)) {
          done()
          return result
        }
        const settled = result.finally(done)
        pending.set(id, settled)
        return kernel.track(settled)
      } catch (cause) {
        done()
        throw cause
      }
    },
    getPending: (id) => pending.get(id),
  }
}

function isSeen(known: OrderRow | undefined, row: OrderRow): boolean {
  return (
    known !== undefined &&
    known.lifecycle === row.lifecycle &&
    known.side === row.side &&
    known.quantity.eq(row.quantity) &&
    known.filledQuantity.gte(row.filledQuantity)
  )
}

type OrderRow = Extract<OrderReport, { readonly type: 'order' }>['order']
