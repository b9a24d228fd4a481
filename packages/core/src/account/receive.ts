import type { BrokerReport } from '../model/broker-book.ts'
import type { ClientOrderId } from '../model/ids.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { isPromise } from '../ports/awaitable.ts'
import { type Reading, readBrokerFill, readBrokerOrder } from '../state/read-report.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import type { Kernel } from './kernel.ts'

/** What the broker says of orders and fills, in the order in which it is understood. */
export interface Receiver {
  receive(report: BrokerReport): void
  /** While an order waits for the broker's reply, reports of unknown broker ids wait too: one of them may be its own. */
  holding<T>(id: ClientOrderId, work: () => Awaitable<T>): Awaitable<T>
  /** The reply that an order still waits for. */
  getPending(id: ClientOrderId): Promise<unknown> | undefined
}

export function createReceiver(kernel: Kernel): Receiver {
  const pending = new Map<ClientOrderId, Promise<unknown> | undefined>()
  let held: BrokerReport[] = []

  function receive(report: BrokerReport): void {
    if (report.type !== 'order' && report.type !== 'fill') return
    const tracked = findOrder(report)
    if (tracked !== undefined) return take(report, tracked)
    if (pending.size > 0) held.push(report)
    else takeExternal(report)
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

  function release(id: ClientOrderId): void {
    pending.delete(id)
    const waiting = held
    held = []
    for (const report of waiting) receive(report)
  }

  return {
    receive(report) {
      // Nobody is left to trust what comes after a halt; the next start reads it from the broker's books.
      if (kernel.phase === 'halted' || kernel.phase === 'closed') return
      try {
        receive(report)
      } catch (cause) {
        kernel.halt(cause)
      }
    },
    holding(id, work) {
      pending.set(id, undefined)
      const done = (): void => release(id)
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

type OrderReport = Extract<BrokerReport, { readonly type: 'order' | 'fill' }>

/** A failed commit has halted the account already; nobody waits for this one. */
function quietly(work: Awaitable<void>): void {
  if (isPromise(work)) work.catch(() => {})
}
