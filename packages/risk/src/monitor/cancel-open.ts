import {
  type ClientOrderId,
  type CommandOutcome,
  isShagunError,
  type Order,
  type Timestamp,
  type Trader,
} from '@shagun/core'
import { leavesOf, listOpen } from './open-orders.ts'

/** An order that is still open. */
export interface StubbornOrder {
  readonly clientOrderId?: ClientOrderId
  readonly brokerOrderIds: readonly string[]
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  /** What may still be filled, as text. */
  readonly leavesQuantity: string
  /** How often its cancel was asked for. */
  readonly tries: number
  /** What became of the last try. */
  readonly lastAnswer: string
}

/** Cancels through the account, over and over, until nothing is open. */
export interface Canceler {
  /** Why the account takes no commands, as far as is known. */
  readonly refusal: 'not-started' | 'account-halted' | undefined
  /**
   * Asks for the cancel of each open order whose turn it is.
   *
   * @returns when the next one is due; `undefined` where none of those that are wanted is open
   */
  step(now: Timestamp, wants?: (order: Order) => boolean): Timestamp | undefined
  /** What is open, whether it was asked to be canceled yet or not. */
  list(): readonly StubbornOrder[]
}

interface Try {
  count: number
  at: Timestamp
  answer: string
}

/** @param answered - called with each answer, so that the next step can come */
export function createCanceler(trader: Pick<Trader, 'view' | 'cancel'>, answered: () => void): Canceler {
  const tries = new Map<ClientOrderId, Try>()
  let refusal: Canceler['refusal']

  function ask({ terms }: Order, now: Timestamp): void {
    const { clientOrderId } = terms
    const made = tries.get(clientOrderId) ?? { count: 0, at: now, answer: '' }
    tries.set(clientOrderId, made)
    made.count++
    made.at = now
    made.answer = 'no answer yet'
    const hear = (answer: string): void => {
      made.answer = answer
      answered()
    }
    trader.cancel(clientOrderId).then(
      (outcome) => {
        refusal = undefined
        hear(textOf(outcome))
      },
      (cause: unknown) => {
        refusal = isShagunError(cause, 'not-started')
          ? 'not-started'
          : isShagunError(cause, 'account-halted')
            ? 'account-halted'
            : undefined
        hear(cause instanceof Error ? cause.message : String(cause))
      },
    )
  }

  return {
    get refusal() {
      return refusal
    },
    step(now, wants = () => true) {
      let next: Timestamp | undefined
      const open = listOpen(trader.view).filter(wants)
      if (open.length === 0) refusal = undefined
      const ids = new Set(open.map(({ terms }) => terms.clientOrderId))
      for (const id of tries.keys()) if (!ids.has(id)) tries.delete(id)
      for (const order of open) {
        const made = tries.get(order.terms.clientOrderId)
        const due = made === undefined ? now : made.at + delayMs(made.count)
        // One that is not answered at all is asked again, too: to give a cancel twice changes nothing.
        if (due <= now) ask(order, now)
        const after = tries.get(order.terms.clientOrderId)!
        next = Math.min(next ?? Infinity, after.at + delayMs(after.count))
      }
      return next
    },
    list: () =>
      listOpen(trader.view).map((order) => {
        const { brokerOrderIds } = order
        const { clientOrderId, instrument, side } = order.terms
        const leavesQuantity = leavesOf(order).toFixed()
        const { count, answer } = tries.get(clientOrderId) ?? { count: 0, answer: 'not asked yet' }
        const tried = { tries: count, lastAnswer: answer }
        return { clientOrderId, brokerOrderIds, instrument, side, leavesQuantity, ...tried }
      }),
  }
}

/** How long an answer, and the fact that follows it, is waited for: half a second, then twice as long, up to ten. */
export function delayMs(tries: number): number {
  return Math.min(10_000, 500 * 2 ** (tries - 1))
}

export function textOf(outcome: CommandOutcome): string {
  switch (outcome.outcome) {
    case 'requested':
      return 'requested; the broker has not said yet that it is canceled'
    case 'rejected':
      return `refused: ${outcome.evidence.reason}`
    case 'unconfirmed':
      return `unanswered: ${outcome.cause}`
    case 'denied':
      return `denied: ${outcome.denial.reason}`
  }
}
