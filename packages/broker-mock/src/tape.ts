import { Decimal, type Timestamp, type Trade } from '@shagun/core'
import { isTriggered, rankAtPrint } from './match-print.ts'
import { byPriority, type OrderBook } from './order-book.ts'
import { dayOf, isImmediate, isOver, leavesOf, type VenueOrder } from './venue-order.ts'

/** @param before - it meets only orders that were there before this moment; default: all that are there */
export type Tape = (trade: Trade, before?: Timestamp) => void

/**
 * The tape: each print meets the orders that are there when it comes, until its quantity is used up.
 *
 * What listeners do meanwhile is for the next event. An order that rests in a displayed book trades at its own price, and
 * at that price only once those before it have traded.
 */
export function createTape(book: OrderBook): Tape {
  return (trade, before = Number.POSITIVE_INFINITY) => {
    const { instrument, price, time } = trade
    const there = book.listAtPrint(trade, before)
    for (const order of there) {
      if (isOver(order, time)) order.owner.close(order, 'expired')
      order.day = dayOf(time)
      if (order.lifecycle !== 'working' || !isTriggered(order.resting, price)) continue
      book.trigger(order)
      order.owner.triggered(order)
    }
    const commands = new Map(there.map((order) => [order, order.command]))
    const stands = (order: VenueOrder): boolean =>
      order.lifecycle === 'working' && order.command === commands.get(order)

    const exact = new Decimal(price)
    let left = new Decimal(trade.quantity)
    /** What others at this price have had of it. */
    let passed = new Decimal(0)
    // Those that were triggered have gone to the end.
    there.sort(byPriority)
    for (const order of rankAtPrint(there, price)) {
      if (!stands(order)) continue
      if (order.rested && order.ahead > 0 && order.resting.limit === price) {
        const first = Decimal.min(left, Decimal.max(0, new Decimal(order.ahead).minus(passed)))
        left = left.minus(first)
        passed = passed.plus(first)
        order.ahead = Decimal.max(0, new Decimal(order.ahead).minus(passed)).toNumber()
      } else order.ahead = 0
      const quantity = quantityOf(order, left)
      const at = order.rested ? new Decimal(order.resting.limit) : exact
      if (quantity.gt(0) && order.owner.fill(order, quantity, at)) left = left.minus(quantity)
    }
    book.lineOf(instrument).display?.printed(price, passed.plus(left).toNumber())
    for (const order of there)
      if (isImmediate(order) && stands(order))
        order.owner.close(order, 'canceled', 'Nothing more to fill it at the first print.')
  }
}

/** As much as there is in whole lots; of an order that is to be filled whole, all or nothing. */
function quantityOf(order: VenueOrder, left: Decimal): Decimal {
  const leaves = leavesOf(order)
  if (left.gte(leaves)) return leaves
  if (order.terms.timeInForce === 'fok') return new Decimal(0)
  return left.minus(left.mod(order.instrument.lotSize))
}
