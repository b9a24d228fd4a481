import type { BrokerReport } from '../model/broker-book.ts'
import type { ClientOrderId } from '../model/ids.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { isPromise } from '../ports/awaitable.ts'
import { type Reading, readBrokerFill, readBrokerOrder } from '../state/read-report.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import type { Kernel } from './kernel.ts'

/** What the broker says of orders and fills, one report after the other. */
export interface Receiver {
  receive(report: OrderReport): void
  /** Looks again at what was held back, now that an order is found or known to be absent. */
  reconsider(): void
  /** While an order waits for the broker's reply, reports of unknown broker ids wait too: one of them may be its own. */
  holding<T>(id: ClientOrderId, work: () => Awaitable<T>): Awaitable<T>
  /** The reply that an order still waits for. */
  getPending(id: ClientOrderId): Promise<unknown> | undefined
}

type OrderReport = Extract<BrokerReport, { readonly type: 'order' | 'fill' }>

export function createReceiver(kernel: Kernel): Receiver {
  const pending = new Map<ClientOrderId, Promise<unknown> | undefined>()
  let queue: OrderReport[] = []
  let reading = false
  /** Of broker ids that nobody knows yet. */
  let held: OrderReport[] = []

  /** A listener may bring in the next report before all of this one is booked; that one waits its turn. */
  function receive(...reports: OrderReport[]): void {
    queue.push(...reports)
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

  function read(report: OrderReport): void {
    const tracked = findOrder(report)
    if (tracked === undefined) {
      if (mayBeOurs()) held.push(report)
      else takeExternal(report)
      return
    }
    take(report, tracked)
    // It may have told whose some of the others are.
    queue.push(...held)
    held = []
  }

  /** An order of ours that has no broker id yet may turn out to be the one. */
  function mayBeOurs(): boolean {
    return pending.size > 0 || kernel.state.listOpen().some(({ order }) => order.certainty === 'unconfirmed')
  }

  function reconsider(): void {
    const waiting = held
    held = []
    receive(...waiting)
  }

  function findOrder(report: OrderReport): TrackedOrder | undefined {
    const { state } = kernel
    if (report.type === 'fill') return state.findOwner(report.fill.brokerOrderId)
    const { brokerOrderId, clientOrderId } = report.order
    return state.findOwner(brokerOrderId) ?? (clientOrderId === undefined ? undefined : state.getTracked(clientOrderId))
  }

  function take(report: OrderReport, tracked: TrackedOrder): void {
    const { now } = kernel.view
    const reading: Reading =
      report.type === 'order' ? readBrokerOrder(tracked, report.order, now) : readBrokerFill(tracked, report.fill, now)
    for (const reason of reading.ignored) kernel.environment.log.debug(`Ignored: ${reason}.`)
    for (const event of reading.events) quietly(kernel.commit(event))
  }

  function takeExternal(report: OrderReport): void {
    const time = kernel.view.now
    if (report.type === 'order') quietly(kernel.commit({ type: 'external.order-seen', time, order: report.order }))
    else quietly(kernel.commit({ type: 'external.fill-seen', time, fill: report.fill }))
  }

  return {
    receive(report) {
      // Nobody is left to trust what comes after a halt; the next start reads it from the broker's books.
      if (kernel.phase !== 'halted' && kernel.phase !== 'closed') receive(report)
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

/** A failed commit has halted the account already; nobody waits for this one. */
function quietly(work: Awaitable<void>): void {
  if (isPromise(work)) work.catch(() => {})
}
