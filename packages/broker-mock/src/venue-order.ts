import {
  type BrokerOrder,
  type BrokerOrderId,
  type ClientOrderId,
  Decimal,
  type Instrument,
  type OrderTerms,
  type Timestamp,
} from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'
import type { Resting } from './match.ts'

/** The account that an order is of, as matching sees it. */
export interface Owner {
  /** Whether the quantity was traded. What was filled in part is no more rejected: the rest of it is canceled. */
  fill(order: VenueOrder, quantity: Decimal, price: Decimal): boolean
  /** Why it could not pay for so much at that price, where it could not. */
  refusal(order: VenueOrder, quantity: Decimal, price: Decimal): string | undefined
  /** Books what was asked for and not refused; `tell` is for afterwards, once the other side is booked too. */
  book(order: VenueOrder, quantity: Decimal, price: Decimal): BrokerFill
  tell(order: VenueOrder, fill: BrokerFill): void
  close(order: VenueOrder, lifecycle: BrokerOrder['lifecycle'], reason?: string): void
  /** Its stop was reached. */
  triggered(order: VenueOrder): void
  /** Others have changed it, or closed it. */
  changed(order: VenueOrder): void
}

/** An order as the venue holds it. */
export interface VenueOrder {
  readonly owner: Owner
  readonly brokerOrderId: BrokerOrderId
  /** None where it was placed by hand. */
  readonly clientOrderId: ClientOrderId | undefined
  readonly instrument: Instrument
  terms: VenueTerms
  resting: Resting
  lifecycle: BrokerOrder['lifecycle']
  /** When it got the prices that it has, and as the how manieth command of all. */
  since: Timestamp
  command: number
  /** Of two orders at one price, the lower goes first. */
  priority: number
  /** It has met a displayed book and stands in it, at its limit. */
  rested: boolean
  /** How much of others stands before it at its price; infinite where nobody can tell. */
  ahead: number
  /** The part of an exit that its entry has been filled for; all of it where it is no exit. */
  active: Decimal | undefined
  /** When it ends, where a calendar or a date tells. */
  expiresAt: Timestamp | undefined
  /** The UTC day of the last bar or print that it has met, as a number of days. */
  day: number | undefined
  /** Oldest first. */
  readonly fills: BrokerFill[]
  filledQuantity: Decimal
  reason: string | undefined
  /** When anything about it last changed. */
  changedAt: Timestamp
}

type WithoutId<Terms> = Terms extends unknown ? Omit<Terms, 'clientOrderId'> : never
/** What was ordered; several orders at the venue may share one client order id, and some have none. */
export type VenueTerms = WithoutId<OrderTerms>

/** The terms as matching reads them. A stop that was triggered is a market order. */
export function restingOf(terms: VenueTerms, triggered = false): Resting {
  return {
    side: terms.side,
    type: triggered && terms.type === 'stop' ? 'market' : terms.type,
    limit: 'limitPrice' in terms ? terms.limitPrice.toNumber() : Number.NaN,
    stop: 'stopPrice' in terms ? terms.stopPrice.toNumber() : Number.NaN,
    triggered,
  }
}

/** It waits for a stop to be reached. */
export function isStop({ resting: { type, triggered } }: VenueOrder): boolean {
  return type === 'stop' || (type === 'stop-limit' && !triggered)
}

/** It fills at the first open or print that it meets, or never. */
export function isImmediate({ terms: { timeInForce } }: VenueOrder): boolean {
  return timeInForce === 'ioc' || timeInForce === 'fok'
}

/** Its time is over; where nothing tells when that is, it is for one day and has met bars of a day that is over. */
export function isOver({ terms, day, expiresAt }: VenueOrder, now: Timestamp): boolean {
  if (expiresAt !== undefined) return expiresAt <= now
  return terms.timeInForce === 'day' && day !== undefined && day < dayOf(now)
}

export function dayOf(time: Timestamp): number {
  return Math.floor(time / 86_400_000)
}

/** What may still be filled of a working order. */
export function leavesOf({ terms: { quantity }, fills, filledQuantity, active }: VenueOrder): Decimal {
  if (active !== undefined) return Decimal.max(0, Decimal.min(quantity, active).minus(filledQuantity))
  return fills.length === 0 ? quantity : quantity.minus(filledQuantity)
}

export function addFill(order: VenueOrder, fill: BrokerFill): void {
  order.filledQuantity = order.fills.length === 0 ? fill.quantity : order.filledQuantity.plus(fill.quantity)
  order.fills.push(fill)
  order.changedAt = fill.time
}

/** The order as the venue's book shows it. */
export function rowOf(order: VenueOrder): BrokerOrder {
  const { brokerOrderId, clientOrderId, terms, lifecycle, fills, filledQuantity, reason, changedAt } = order
  return {
    brokerOrderId,
    ...(clientOrderId !== undefined && { clientOrderId }),
    instrument: terms.instrument,
    side: terms.side,
    lifecycle,
    quantity: terms.quantity,
    filledQuantity,
    ...(fills.length > 0 && { averagePrice: averageOf(order) }),
    ...('limitPrice' in terms && { limitPrice: terms.limitPrice }),
    ...('stopPrice' in terms && { stopPrice: terms.stopPrice }),
    timeInForce: terms.timeInForce,
    time: changedAt,
    ...(reason !== undefined && { reason }),
  }
}

function averageOf({ fills, filledQuantity }: VenueOrder): Decimal {
  if (fills.length === 1) return fills[0]!.price
  return fills.reduce((sum, { quantity, price }) => sum.plus(price.times(quantity)), new Decimal(0)).div(filledQuantity)
}

/** As much of it as there is, in whole lots. */
export function partOf(order: VenueOrder, there: number | Decimal): Decimal {
  const leaves = leavesOf(order)
  const exact = new Decimal(there)
  return exact.gte(leaves) ? leaves : exact.minus(exact.mod(order.instrument.lotSize))
}
