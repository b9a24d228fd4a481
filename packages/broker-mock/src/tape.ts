import { type BrokerOrder, Decimal, ShagunError, type Timestamp, type Trade } from '@shagun/core'
import { isTriggered, rankAtPrint } from './match-print.ts'
import { byPriority, type OrderBook } from './order-book.ts'
import { dayOf, isImmediate, leavesOf, type VenueOrder } from './venue-order.ts'

export interface TapeOptions {
  readonly book: OrderBook
  /** Whether the quantity was traded. */
  fill(order: VenueOrder, quantity: Decimal, price: Decimal): boolean
  close(order: VenueOrder, lifecycle: BrokerOrder['lifecycle'], reason?: string): void
  /** Its stop was reached. */
  triggered(order: VenueOrder): void
}

/** @param before - it meets only orders that were there before this moment; default: all that are there */
export type Tape = (trade: Trade, before?: Timestamp) => void

/**
 * The tape: each print meets the orders that are there when it comes, until its quantity is used up.
 *
 * What listeners do meanwhile is for the next print, and a print that they bring about waits for the end of this one.
 */
export function createTape({ book, fill, close, triggered }: TapeOptions): Tape {
  let waiting: { readonly trade: Trade; readonly before: Timestamp }[] = []
  let printing = false

  function meet(trade: Trade, before: Timestamp): void {
    const { price, time } = trade
    const there = book.listAtPrint(trade, before)
    for (const order of there) {
      order.day = dayOf(time)
      if (order.lifecycle !== 'working' || !isTriggered(order.resting, price)) continue
      book.trigger(order)
      triggered(order)
    }
    const commands = new Map(there.map((order) => [order, order.command]))
    const stands = (order: VenueOrder): boolean =>
      order.lifecycle === 'working' && order.command === commands.get(order)

    const exact = new Decimal(price)
    let left = new Decimal(trade.quantity)
    // Those that were triggered have gone to the end.
    there.sort(byPriority)
    for (const order of rankAtPrint(there, price)) {
      if (!stands(order)) continue
      const quantity = quantityOf(order, left)
      if (quantity.gt(0) && fill(order, quantity, exact)) left = left.minus(quantity)
    }
    for (const order of there)
      if (isImmediate(order) && stands(order)) close(order, 'canceled', 'Nothing more to fill it at the first print.')
  }

  return (trade, before = Number.POSITIVE_INFINITY) => {
    checkTrade(trade)
    waiting.push({ trade, before })
    if (printing) return
    printing = true
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) meet(next.trade, next.before)
    } finally {
      waiting = []
      printing = false
    }
  }
}

/** As much as there is in whole lots; of an order that is to be filled whole, all or nothing. */
function quantityOf(order: VenueOrder, left: Decimal): Decimal {
  const leaves = leavesOf(order)
  if (left.gte(leaves)) return leaves
  if (order.terms.timeInForce === 'fok') return new Decimal(0)
  return left.minus(left.mod(order.instrument.lotSize))
}

function checkTrade({ instrument, price, quantity }: Trade): void {
  if (!Number.isFinite(price)) throw invalid(instrument, 'price', price, 'a finite number')
  if (!Number.isFinite(quantity) || quantity <= 0) throw invalid(instrument, 'quantity', quantity, 'a number above 0')
}

function invalid(instrument: string, field: 'price' | 'quantity', number: number, expected: string): ShagunError {
  const value = String(number)
  return new ShagunError(
    'invalid-data',
    `The ${field} of a print of ${instrument} is ${value}; expected ${expected}.`,
    {
      details: { source: 'mock', field, value, expected },
    },
  )
}
