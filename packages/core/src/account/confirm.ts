import { ShagunError } from '../errors.ts'
import type { BrokerOrder } from '../model/broker-book.ts'
import type { BrokerOrderId, ClientOrderId } from '../model/ids.ts'
import { isOpen, type Order } from '../model/order.ts'
import type { Timestamp } from '../model/time.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import { jitter } from '../resilience/jitter.ts'
import { faultOfOrder } from '../state/check-report.ts'
import { type Inquiry, isAnswered, readAnswer } from '../state/read-answer.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { giveCancel } from './cancel.ts'
import { readInTime } from './deadline.ts'
import { findOrder } from './find-order.ts'
import { haltedError, isRunning, type Kernel, quietly } from './kernel.ts'
import type { Receiver } from './receive.ts'

const firstAskMs = 500
const longestPauseMs = 30_000

/**
 * Finds out, by asking the broker's book, what became of orders and commands whose answer never came. Orders are never
 * sent again; a cancel is, because to cancel twice changes nothing.
 */
export interface Confirmer {
  /** Keeps asking until nothing about the order is open. */
  resolve(id: ClientOrderId): void
  /** Asks about an order only if something about it is not known. */
  resolveIfOpen(id: ClientOrderId): void
  confirmed(id: ClientOrderId, signal?: AbortSignal): Promise<Order>
  stop(): void
}

export interface ConfirmerOptions {
  readonly kernel: Kernel
  readonly receiver: Receiver
  /** How long the book must be read before its silence counts as an answer. */
  readonly absentAfterMs: number
  /** Called when the book cannot be read. */
  readonly doubt: (why: string) => void
}

interface Question {
  readonly putAt: Timestamp
  /**
   * How long it has been waited since then by timers, and since the book last held the order: a clock that is set anew in
   * between must not make anybody lose patience.
   */
  waitedMs: number
  missingMs: number
  missed: number
  cancelTimer: Unsubscribe
}

export function createConfirmer({ kernel, receiver, absentAfterMs, doubt }: ConfirmerOptions): Confirmer {
  const { environment, broker } = kernel
  const { clock, timers, log } = environment
  // A broker that carries no tag cannot say that an order is not there.
  const conclusive = broker.supports.idempotency !== 'none'
  const waiting = new Set<(reason: unknown) => void>()
  const questions = new Map<ClientOrderId, Question>()

  function resolve(id: ClientOrderId): void {
    if (questions.has(id)) return
    const question = { putAt: clock.now(), waitedMs: 0, missingMs: 0, missed: 0, cancelTimer: () => {} }
    questions.set(id, question)
    askLater(id, question, firstAskMs)
  }

  function askLater(id: ClientOrderId, question: Question, pauseMs: number): void {
    const ms = jitter(pauseMs, id)
    question.cancelTimer = timers.after(ms, () => {
      question.waitedMs += ms
      question.missingMs += ms
      void kernel.track(ask(id, question, Math.min(pauseMs * 2, longestPauseMs)))
    })
  }

  async function ask(id: ClientOrderId, question: Question, nextPauseMs: number): Promise<void> {
    const isAsked = (): boolean => isRunning(kernel) && questions.get(id) === question
    const tracked = kernel.state.getTracked(id)!
    const since = kernel.state.applied
    let rows: readonly BrokerOrder[]
    try {
      rows = await readRows(tracked)
    } catch (cause) {
      if (!isAsked()) return
      log.warn(`${broker.id} could not be asked for order ${id}; asking again.`, { cause })
      doubt('the order book cannot be read')
      return askLater(id, question, nextPauseMs)
    }
    if (!isAsked()) return
    // What is alive comes first: an order is closed when all that is known of it is.
    for (const order of [...rows].sort((a, b) => Number(isAlive(b)) - Number(isAlive(a))))
      receiver.receive({ type: 'order', order: { ...order, clientOrderId: id } }, since)
    const inquiry = weigh(tracked, question, rows)
    const { events } = readAnswer(tracked, inquiry, clock.now())
    try {
      if (events.length > 0) quietly(kernel.commit(...events))
    } catch {
      // The account has halted, and told so.
      return
    }
    receiver.reconsider()
    if (isAnswered(tracked, inquiry)) return forget(id)
    if (tracked.order.pending === 'cancel' && rows.some(isAlive)) quietly(kernel.track(giveCancel(kernel, tracked)))
    askLater(id, question, nextPauseMs)
  }

  function weigh(tracked: TrackedOrder, question: Question, rows: readonly BrokerOrder[]): Inquiry {
    if (rows.length > 0) Object.assign(question, { missed: 0, missingMs: 0 })
    else question.missed++
    const { pending } = tracked.order
    const began = pending === 'none' ? tracked.submittedAt : tracked.pendingSince
    const waited = rows.length === 0 ? question.missingMs : question.putAt - began + question.waitedMs
    return { rows, missed: question.missed, patient: waited >= absentAfterMs, conclusive }
  }

  /** Where a broker carries no tag, the ids that it gave are all there is to look for. */
  async function readRows(tracked: TrackedOrder): Promise<readonly BrokerOrder[]> {
    const { order, submittedAt } = tracked
    const { terms, brokerOrderIds } = order
    const isTaken = (id: BrokerOrderId): boolean => (kernel.state.findOwner(id) ?? tracked) !== tracked
    const rows = conclusive
      ? await readInTime(broker, () =>
          broker.findOrders(terms.clientOrderId, { terms, submittedAt, brokerOrderIds, isTaken }),
        )
      : (await readInTime(broker, () => broker.fetchSnapshot())).orders.filter((row) =>
          brokerOrderIds.includes(row.brokerOrderId),
        )
    const fault = Array.isArray(rows) ? rows.map(faultOfOrder).find((each) => each !== undefined) : 'it is no list'
    if (fault === undefined) return rows
    const message = `The order book of ${broker.id} cannot be read: ${fault}.`
    throw new ShagunError('invalid-data', message, { details: { source: broker.id, field: 'orders' } })
  }

  function forget(id: ClientOrderId): void {
    questions.get(id)?.cancelTimer()
    questions.delete(id)
  }

  return {
    resolve,
    resolveIfOpen(id) {
      const tracked = kernel.state.getTracked(id)
      if (tracked !== undefined && isOpen(tracked.order) && isQuestionable(tracked)) resolve(id)
    },
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
      const halted = (): void => reject(haltedError(kernel.account, kernel.haltCause))
      const off = kernel.listeners.on('order.*', look)
      const offHalted = kernel.listeners.on('account.halted', halted)
      waiting.add(reject)
      signal?.addEventListener('abort', abort)
      look()
      if (kernel.phase === 'halted') halted()
      if (signal?.aborted) abort()
      return promise.finally(() => {
        off()
        offHalted()
        waiting.delete(reject)
        signal?.removeEventListener('abort', abort)
      })
    },
    stop() {
      for (const reject of waiting) reject(stopped(kernel.account))
      for (const id of [...questions.keys()]) forget(id)
    },
  }
}

/** Whether something was sent that has not been answered with a fact. */
function isQuestionable({ order, complete }: TrackedOrder): boolean {
  return !complete || order.pending !== 'none' || order.certainty === 'unconfirmed' || order.lifecycle === 'submitted'
}

function isAlive({ lifecycle }: BrokerOrder): boolean {
  return lifecycle === 'working' || lifecycle === 'filled'
}

function stopped(account: string): ShagunError {
  const message = `Account ${account} was stopped before the broker answered; the next start asks again.`
  return new ShagunError('not-started', message, { details: { account } })
}
