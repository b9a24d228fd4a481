import type {
  Awaitable,
  Broker,
  BrokerOrder,
  CommandReply,
  Instrument,
  OrderChange,
  OrderTerms,
  Supports,
} from '@shagun/core'
import type { BrokerOrderRef, BrokerSnapshot, PlaceReply } from '@shagun/core/adapter'
import { approve, approveChange } from '@shagun/core/testing'
import { breach, isBreach } from '../conformance-case.ts'
import type { Patience } from '../patience.ts'
import { readReply, readRows, readSnapshot } from './answers.ts'
import { type Asked, requestOf } from './requests.ts'
import { isPlaced, type OrderState, type Placed, replyText, type Sent, stateOf, stateText } from './sent.ts'

/** Asks a broker as accounts do. */
export interface Desk {
  /** Sends an order, and says what came of it; to throw is to know nothing. */
  send(asked: Asked): Promise<Sent>
  sendTerms(terms: OrderTerms, withinMs?: number): Promise<Sent>
  /** The same, until it is at the exchange; a breach where it is not accepted. */
  place(asked: Asked): Promise<Placed>
  cancel(order: Placed): Promise<CommandReply>
  modify(order: Placed, change: OrderChange): Promise<CommandReply>
  /** What its book says of an order. */
  findRows(order: Sent): Promise<readonly BrokerOrder[]>
  fetchSnapshot(): Promise<BrokerSnapshot>
  /** Reads until the book shows it so; a breach where it does not come to that. */
  shows(order: Sent, expected: string, holds: (state: OrderState) => boolean): Promise<OrderState>
}

export interface DeskOptions {
  /** The one that there is now. */
  broker(): Broker
  readonly supports: Supports
  readonly patience: Patience
  readonly travelMs: number
  /** What is traded in that product. */
  instrumentOf(product: Supports['products'][number]): Instrument
}

/** How often a book is read while something is expected of it. */
const readEveryMs = 250

export function createDesk({ broker, supports, patience, travelMs, instrumentOf }: DeskOptions): Desk {
  const { answered, pass, patienceMs } = patience

  async function sendTerms(terms: OrderTerms, withinMs?: number): Promise<Sent> {
    const submittedAt = broker().environment.clock.now()
    const reply = readReply(
      await known(
        answered(
          attempt<PlaceReply>(() => broker().place(terms as never)),
          'An order',
          withinMs,
        ),
      ),
      'An order',
      'accepted',
    )
    const [ids, note] = reply.outcome === 'accepted' ? [reply.brokerOrderIds, reply.note] : [[]]
    return { terms, submittedAt, reply, brokerOrderIds: ids, note: note ?? {} }
  }

  function send(asked: Asked): Promise<Sent> {
    const traded = instrumentOf(asked.product ?? supports.products[0]!)
    return sendTerms(approve(broker(), requestOf(traded, asked), traded))
  }

  async function fetchSnapshot(): Promise<BrokerSnapshot> {
    const asked = attempt(() => broker().fetchSnapshot())
    return readSnapshot(await answered(asked, 'A question for the books'))
  }

  async function findRows({ terms, submittedAt, brokerOrderIds }: Sent): Promise<readonly BrokerOrder[]> {
    // A broker that carries no tag can only be asked for the ids that it gave.
    if (supports.idempotency === 'none')
      return (await fetchSnapshot()).orders.filter((row) => brokerOrderIds.includes(row.brokerOrderId))
    const sought = { terms, submittedAt, brokerOrderIds, isTaken: () => false }
    const asked = attempt(() => broker().findOrders(terms.clientOrderId, sought))
    return readRows(await answered(asked, 'A question for an order'))
  }

  /** To each of the orders at the broker: the first word that is no refusal counts. */
  async function command(order: Placed, give: (ref: BrokerOrderRef) => Awaitable<CommandReply>): Promise<CommandReply> {
    const { clientOrderId, instrument } = order.terms
    let answer: CommandReply = { outcome: 'rejected', evidence: { reason: 'There is no order of it.' } }
    for (const brokerOrderId of order.brokerOrderIds) {
      const ref = { clientOrderId, brokerOrderId, instrument, note: order.note }
      const given = await known(
        answered(
          attempt(() => give(ref)),
          'A command',
        ),
      )
      const reply = readReply(given, 'A command', 'requested')
      if (answer.outcome === 'rejected') answer = reply
    }
    return answer
  }

  return {
    send,
    sendTerms,
    async place(asked) {
      const sent = await send(asked)
      await pass(travelMs)
      if (isPlaced(sent)) return sent
      const what = `An order to ${sent.terms.side} ${sent.terms.quantity} at ${asked.kind.join(' ')}`
      throw breach(`${what} was answered with ${replyText(sent.reply)}.`, 'Accept what is declared and can be.')
    },
    cancel: (order) => command(order, (ref) => broker().cancel(ref)),
    modify(order, change) {
      const exact = approveChange(broker(), order.terms, change, instrumentOf(order.terms.product))
      return command(order, (ref) => broker().modify!(ref, exact))
    },
    findRows,
    fetchSnapshot,
    async shows(order, expected, holds) {
      let state = stateOf(await findRows(order))
      for (let passedMs = 0; passedMs < patienceMs && !holds(state); passedMs += readEveryMs) {
        await pass(readEveryMs)
        state = stateOf(await findRows(order))
      }
      if (holds(state)) return state
      throw breach(
        `Its book shows ${stateText(state)}; expected ${expected}.`,
        'Read the book anew for each question, and tell each row as it stands.',
      )
    },
  }
}

/** What is given at once or later; throwing becomes a rejection. */
export async function attempt<T>(work: () => Awaitable<T>): Promise<T> {
  return await work()
}

/** To throw is to know nothing; not to answer at all is a breach. */
export async function known<R extends PlaceReply | CommandReply>(asked: Promise<R>): Promise<R> {
  try {
    return await asked
  } catch (error) {
    if (isBreach(error)) throw error
    return { outcome: 'unconfirmed', cause: 'adapter-threw' } as R
  }
}
