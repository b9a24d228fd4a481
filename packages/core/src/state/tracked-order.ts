import type { VendorNote } from '../model/broker-book.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { BrokerOrderId, ExecutionId } from '../model/ids.ts'
import type { Lifecycle, Order, OrderChange } from '../model/order.ts'
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
  readonly fills: Fill[]
  /** Its orders at the broker that are closed, and how they ended. */
  closed: ReadonlyMap<BrokerOrderId, Exclude<Lifecycle, 'denied' | 'submitted' | 'working'>>
}

/** What the order may still become: the larger of what holds and what was asked for, less what is filled. */
export function worstLeaves({ order, change }: TrackedOrder): Decimal {
  const asked = change?.quantity
  if (asked === undefined || order.leavesQuantity.isZero()) return order.leavesQuantity
  return Decimal.max(order.leavesQuantity, new Decimal(asked).minus(order.filledQuantity))
}

/** What was booked of one of its orders at the broker. */
export function bookedOf(
  { fills }: TrackedOrder,
  brokerOrderId: BrokerOrderId,
): { readonly quantity: Decimal; readonly value: Decimal } {
  let quantity = zero
  let value = zero
  for (const fill of fills) {
    if (fill.brokerOrderId !== brokerOrderId) continue
    quantity = quantity.plus(fill.quantity)
    value = value.plus(fill.price.times(fill.quantity))
  }
  return { quantity, value }
}
