import { type BrokerOrder, type BrokerOrderId, type CommandReply, Decimal, type OrderTerms } from '@shagun/core'
import type { PlaceReply, VendorNote } from '@shagun/core/adapter'

/** An order that was sent, once. */
export interface Sent {
  readonly terms: OrderTerms
  readonly submittedAt: number
  readonly reply: PlaceReply
  /** What it was given by the broker. */
  readonly brokerOrderIds: readonly BrokerOrderId[]
  readonly note: VendorNote
}

/** One that was accepted. */
export interface Placed extends Sent {
  readonly reply: Extract<PlaceReply, { readonly outcome: 'accepted' }>
}

/** The rows of an order, taken together. */
export interface OrderState {
  readonly rows: readonly BrokerOrder[]
  readonly filled: Decimal
  /** Whether anything of it may still fill. */
  readonly isWorking: boolean
}

/** What its rows come to. */
export function stateOf(rows: readonly BrokerOrder[]): OrderState {
  return {
    rows,
    filled: rows.reduce((sum, { filledQuantity }) => sum.plus(filledQuantity), new Decimal(0)),
    isWorking: rows.some(({ lifecycle }) => lifecycle === 'working'),
  }
}

export function stateText({ rows }: OrderState): string {
  if (rows.length === 0) return 'no row'
  return rows
    .map(({ lifecycle, filledQuantity, quantity }) => `${lifecycle}, ${filledQuantity} of ${quantity} filled`)
    .join('; ')
}

export function replyText(reply: PlaceReply | CommandReply): string {
  if (reply.outcome === 'rejected') return `rejected (${reply.evidence.reason})`
  return reply.outcome === 'unconfirmed' ? `unconfirmed (${reply.cause})` : reply.outcome
}

export function isPlaced(sent: Sent): sent is Placed {
  return sent.reply.outcome === 'accepted'
}
