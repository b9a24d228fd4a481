import {
  type BrokerOrder,
  type BrokerOrderId,
  Decimal,
  type Instrument,
  type OrderTerms,
  type Timestamp,
} from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'
import type { Resting } from './match.ts'

/** An order as the venue holds it. */
export interface VenueOrder {
  readonly brokerOrderId: BrokerOrderId
  readonly instrument: Instrument
  terms: OrderTerms
  resting: Resting
  lifecycle: BrokerOrder['lifecycle']
  /** When it got the prices that it has, and as the how manieth command of all. */
  since: Timestamp
  command: number
  /** The UTC day of the last bar that it has met, as a number of days. */
  day: number | undefined
  fill: BrokerFill | undefined
  reason: string | undefined
  /** When anything about it last changed. */
  changedAt: Timestamp
}

/** The terms as matching reads them. */
export function restingOf(terms: OrderTerms, triggered = false): Resting {
  return {
    side: terms.side,
    type: terms.type,
    limit: 'limitPrice' in terms ? terms.limitPrice.toNumber() : Number.NaN,
    stop: 'stopPrice' in terms ? terms.stopPrice.toNumber() : Number.NaN,
    triggered,
  }
}

/** It waits for a stop to be reached. */
export function isStop({ resting: { type, triggered } }: VenueOrder): boolean {
  return type === 'stop' || (type === 'stop-limit' && !triggered)
}

/** It fills at the first open that it meets, or never. */
export function isImmediate({ terms: { timeInForce } }: VenueOrder): boolean {
  return timeInForce === 'ioc' || timeInForce === 'fok'
}

/** It is for one day, and has met bars of a day that is over. */
export function isOver({ terms, day }: VenueOrder, now: Timestamp): boolean {
  return terms.timeInForce === 'day' && day !== undefined && day < dayOf(now)
}

export function dayOf(time: Timestamp): number {
  return Math.floor(time / 86_400_000)
}

/** The order as the venue's book shows it. */
export function rowOf(order: VenueOrder): BrokerOrder {
  const { brokerOrderId, terms, lifecycle, fill, reason, changedAt } = order
  return {
    brokerOrderId,
    clientOrderId: terms.clientOrderId,
    instrument: terms.instrument,
    side: terms.side,
    lifecycle,
    quantity: terms.quantity,
    filledQuantity: fill?.quantity ?? new Decimal(0),
    ...(fill !== undefined && { averagePrice: fill.price }),
    ...('limitPrice' in terms && { limitPrice: terms.limitPrice }),
    ...('stopPrice' in terms && { stopPrice: terms.stopPrice }),
    time: changedAt,
    ...(reason !== undefined && { reason }),
  }
}
