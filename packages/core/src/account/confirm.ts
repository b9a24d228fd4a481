import { ShagunError } from '../errors.ts'
import type { BrokerOrder } from '../model/broker-book.ts'
import type { ClientOrderId } from '../model/ids.ts'
import { isOpen, type Order } from '../model/order.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import { findOrder } from './find-order.ts'
import type { Kernel } from './kernel.ts'
import type { Receiver } from './receive.ts'

const firstAskMs = 500
const longestPauseMs = 30_000

/** Finds out what became of orders whose answer never came, by asking the broker's book. They are never sent again. */
export interface Confirmer {
  /** Keeps asking until the order is confirmed or found absent. */
  resolve(id: ClientOrderId): void
  confirmed(id: ClientOrderId, signal?: AbortSignal): Promise<Order>
  stop(): void
}

/** @param absentAfterMs - how long the book must be read without the order before it counts as never arrived */
export function createConfirmer(kernel: Kernel, receiver: Receiver, absentAfterMs: number): Confirmer {
  const { environment } = kernel
  // A broker that carries no tag cannot say that an order is not there.
  const canBeAbsent = kernel.broker.supports.idempotency !== 'none'
  const waiting = new Set<(reason: unknown) => void>()
  const asking = new Map<ClientOrderId, Unsubscribe>()

  function resolve(id: ClientOrderId): void {
    if (asking.has(id)) return
    ask(id, firstAskMs, environment.clock.now(), 0)
  }

  function ask(id: ClientOrderId, pauseMs: number, since: number, reads: number): void {
    // Half to all of the pause, so that many orders do not ask in step.
    const afterMs = pauseMs * (0.5 + environment.random() / 2)
    const next = Math.min(pauseMs * 2, longestPauseMs)
    asking.set(
      id,
      environment.timers.after(afterMs, async () => {
        const found = await read(id)
        if (!isUnconfirmed(id) || !asking.has(id)) return stopAsking(id)
        const missed = found ? reads + 1 : reads
        if (canBeAbsent && missed > 1 && environment.clock.now() - since >= absentAfterMs) {
          stopAsking(id)
          try {
            await kernel.commit({ type: 'order.absent', time: kernel.view.now, clientOrderId: id, reads: missed })
          } catch {
            // The account has halted, and told so.
            return
          }
          receiver.reconsider()
        } else ask(id, next, since, missed)
      }),
    )
  }

  /** Whether the book could be read. What it holds of the order has been booked then. */
  async function read(id: ClientOrderId): Promise<boolean> {
    try {
      // What is alive comes first: an order is closed when all that is known of it is.
      const rows = [...(await kernel.broker.findOrders(id))].sort((a, b) => Number(isAlive(b)) - Number(isAlive(a)))
      for (const order of rows) receiver.receive({ type: 'order', order: { ...order, clientOrderId: id } })
      receiver.reconsider()
      return true
    } catch (cause) {
      environment.log.warn(`${kernel.broker.id} could not be asked for order ${id}; asking again.`, { cause })
      return false
    }
  }

  function isUnconfirmed(id: ClientOrderId): boolean {
    return (
      kernel.phase !== 'closed' && kernel.phase !== 'halted' && kernel.state.orders.get(id)?.certainty === 'unconfirmed'
    )
  }

  function stopAsking(id: ClientOrderId): void {
    asking.get(id)?.()
    asking.delete(id)
  }

  return {
    resolve,
    async confirmed(id, signal) {
      findOrder(kernel, id)
      const settled = (): Order | undefined => {
        const order = kernel.state.orders.get(id)
        const answered = order !== undefined && order.certainty !== 'unconfirmed' && order.lifecycle !== 'submitted'
        return answered ? order : undefined
      }
      const { promise, resolve, reject } = Promise.withResolvers<Order>()
      const look = (): void => {
        const order = settled()
        if (order !== undefined) resolve(order)
      }
      const abort = (): void => reject(signal?.reason)
      const off = kernel.listeners.on('order.*', look)
      waiting.add(reject)
      signal?.addEventListener('abort', abort)
      look()
      if (signal?.aborted) abort()
      return promise.finally(() => {
        off()
        waiting.delete(reject)
        signal?.removeEventListener('abort', abort)
      })
    },
    stop() {
      for (const reject of waiting) reject(stopped(kernel.account))
      for (const id of [...asking.keys()]) stopAsking(id)
    },
  }
}

function stopped(account: string): ShagunError {
  const message = `Account ${account} was stopped before the broker answered; the next start asks again.`
  return new ShagunError('not-started', message, { details: { account } })
}

function isAlive({ lifecycle }: BrokerOrder): boolean {
  return lifecycle === 'working' || lifecycle === 'filled'
}

/** Orders that were sent, as far as the journal knows, and never answered. */
export function listUnanswered({ state }: Kernel): readonly Order[] {
  return state
    .listOpen()
    .map(({ order }) => order)
    .filter((order) => isOpen(order) && (order.lifecycle === 'submitted' || order.certainty === 'unconfirmed'))
}
