import type { VendorNote } from './broker-book.ts'
import type { Decimal } from './decimal.ts'
import type { BrokerOrderId } from './ids.ts'
import type { Order } from './order.ts'
import type { Supports } from './supports.ts'

/** Why a rule said no. Figures are observations (numbers), the exact ones are in `reason`; so a denial is plain JSON. */
export interface Denial {
  readonly rule: string
  readonly reason: string
  /** Money or a quantity, as the rule has it. */
  readonly limit?: number
  /** What the order would have made of it, likewise. */
  readonly actual?: number
}

/** What the broker said when it refused. */
export interface Evidence {
  readonly reason: string
  readonly vendorCode?: string
  readonly httpStatus?: number
}

/** Why we do not know whether the broker has it. */
export type UnconfirmedCause = 'timeout' | 'connection-lost' | 'server-error' | 'unreadable-reply' | 'adapter-threw'

/** What became of `place`; each outcome carries the order. */
export type Placement<S extends Supports = Supports> =
  | { readonly outcome: 'accepted'; readonly order: Order<S> }
  | { readonly outcome: 'denied'; readonly order: Order<S>; readonly denial: Denial }
  | { readonly outcome: 'rejected'; readonly order: Order<S>; readonly evidence: Evidence }
  | { readonly outcome: 'unconfirmed'; readonly order: Order<S>; readonly cause: UnconfirmedCause }

/** The broker's answer to an order. What is not known for sure is `unconfirmed`; throwing counts as that too. */
export type PlaceReply =
  | {
      readonly outcome: 'accepted'
      readonly brokerOrderIds: readonly [BrokerOrderId, ...BrokerOrderId[]]
      readonly note?: VendorNote
      /** The part that was not taken, where the broker slices. */
      readonly refused?: { readonly quantity: Decimal; readonly evidence: Evidence }
    }
  | { readonly outcome: 'rejected'; readonly evidence: Evidence }
  | { readonly outcome: 'unconfirmed'; readonly cause: UnconfirmedCause }

/** A broker's answer to cancel or modify: at best the request was taken, the fact follows as a report. */
export type CommandReply =
  | { readonly outcome: 'requested' }
  | { readonly outcome: 'rejected'; readonly evidence: Evidence }
  | { readonly outcome: 'unconfirmed'; readonly cause: UnconfirmedCause }

/** What became of `cancel` or `modify`. */
export type CommandOutcome = CommandReply | { readonly outcome: 'denied'; readonly denial: Denial }
