import type { BrokerOrder, VendorNote } from '../model/broker-book.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { BrokerOrderId, ExecutionId } from '../model/ids.ts'
import { type Ending, isOpen, type Order, type OrderChange } from '../model/order.ts'
import type { Timestamp } from '../model/time.ts'

/** An order with what the account remembers of it beyond what it shows. */
export interface TrackedOrder {
  order: Order
  readonly submittedAt: Timestamp
  readonly strategy: string | undefined
  readonly execution: ExecutionId | undefined
  /** Asked for and not yet confirmed; a limit must hold with and without it. */
  change: OrderChange | undefined
  note: VendorNote
  /** Grows at its end; a correction makes another list. */
  fills: Fill[]
  /** Whether every order that the broker made of it is known: while not, it cannot be called over. */
  complete: boolean
  /** Its orders at the broker that are closed, and how they ended. */
  closed: ReadonlyMap<BrokerOrderId, PartEnding>
  /** When the command was given that is pending. */
  pendingSince: Timestamp
  /** The how manieth event of the account was the last to touch it. */
  touchedAt: number
  /** When that was. */
  changedAt: Timestamp
}

export interface PartEnding {
  readonly ending: Ending
  readonly reason?: string
}

/** Its orders at the broker that may still fill. */
export function openParts({ order, closed }: TrackedOrder): readonly BrokerOrderId[] {
  return closed.size === 0 ? order.brokerOrderIds : order.brokerOrderIds.filter((id) => !closed.has(id))
}

/** Whether a row with an id of this order tells of something else, which must not be booked as this one. */
export function isForAnother({ order }: TrackedOrder, { instrument, side }: BrokerOrder): boolean {
  return instrument !== order.terms.instrument || side !== order.terms.side
}

/** The largest quantity that may hold: the one that does, or the one that was asked for. */
export function askedQuantity({ order, change }: TrackedOrder): Decimal {
  const { quantity } = order.terms
  return change?.quantity === undefined ? quantity : Decimal.max(quantity, change.quantity)
}

/** What the order may still become: the larger of what holds and what was asked for, less what is filled. */
export function worstLeaves(tracked: TrackedOrder): Decimal {
  const { order, change } = tracked
  if (change?.quantity === undefined || !isOpen(order)) return order.leavesQuantity
  return Decimal.max(order.leavesQuantity, askedQuantity(tracked).minus(order.filledQuantity))
}

interface Booked {
  readonly quantity: Decimal
  readonly value: Decimal
}

const nothingBooked: Booked = { quantity: zero, value: zero }
/** Summed up as far as each list went when somebody asked last: rows of one order may be as many as its fills. */
const sums = new WeakMap<readonly Fill[], { counted: number; readonly booked: Map<BrokerOrderId, Booked> }>()

/** What was booked of one of its orders at the broker. */
export function bookedOf({ fills }: TrackedOrder, brokerOrderId: BrokerOrderId): Booked {
  let sum = sums.get(fills)
  if (sum === undefined) sums.set(fills, (sum = { counted: 0, booked: new Map() }))
  for (; sum.counted < fills.length; sum.counted++) {
    const { brokerOrderId: id, quantity, price } = fills[sum.counted]!
    const before = sum.booked.get(id) ?? nothingBooked
    sum.booked.set(id, {
      quantity: before.quantity.plus(quantity),
      value: before.value.plus(price.times(quantity)),
    })
  }
  return sum.booked.get(brokerOrderId) ?? nothingBooked
}
