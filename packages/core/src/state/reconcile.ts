import type { BrokerOrder, BrokerSnapshot } from '../model/broker-book.ts'
import { type Decimal, zero } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Position } from '../model/position.ts'
import type { Product } from '../model/supports.ts'
import type { Timestamp } from '../model/time.ts'
import { bookedOf, isForAnother, type TrackedOrder } from './tracked-order.ts'

/** What the account believes, as far as a snapshot can contradict it once our own orders have been read from it. */
export interface Belief {
  readonly cash: ReadonlyMap<string, Decimal>
  readonly positions: ReadonlyMap<InstrumentId, readonly Position[]>
}

/**
 * The events that bring positions and cash in line with what the broker holds.
 *
 * The broker's books are the truth; what differs is corrected openly, as events that say by how much.
 */
export function reconcile(
  belief: Belief,
  snapshot: BrokerSnapshot,
  now: Timestamp,
): JournalEventOf<'position.reconciled' | 'cash.adjusted'>[] {
  const events: JournalEventOf<'position.reconciled' | 'cash.adjusted'>[] = []
  for (const theirs of sumByProduct([...snapshot.holdings, ...snapshot.positions], belief.positions)) {
    const ours = belief.positions.get(theirs.instrument)?.find(({ product }) => product === theirs.product)
    const difference = theirs.quantity.minus(ours?.quantity ?? zero)
    if (difference.isZero()) continue
    // Field by field: a broker's row may have more than can be written down.
    const { instrument, product, quantity, averagePrice } = theirs
    const realizedProfit = ours?.realizedProfit ?? zero
    const position = { instrument, product, quantity, averagePrice, realizedProfit }
    events.push({ type: 'position.reconciled', time: now, position, difference })
  }
  for (const [currency, theirs] of Object.entries(snapshot.cash)) {
    const ours = belief.cash.get(currency)
    const amount = theirs.minus(ours ?? zero)
    const reason = ours === undefined ? 'opening balance' : "the broker's balance"
    if (!amount.isZero()) events.push({ type: 'cash.adjusted', time: now, currency, amount, reason })
  }
  return events
}

/** Whether the broker shows more of it filled than is booked: a trade, or a price, is still to come. */
export function isUnsettled(tracked: TrackedOrder, row: BrokerOrder): boolean {
  return !isForAnother(tracked, row) && row.filledQuantity.gt(bookedOf(tracked, row.brokerOrderId).quantity)
}

/** One position for each instrument and product that either side knows, flat where the broker shows none. */
function sumByProduct(
  rows: readonly Position[],
  ours: ReadonlyMap<InstrumentId, readonly Position[]>,
): Iterable<Position> {
  const found = new Map<string, Position>()
  const key = (instrument: InstrumentId, product: Product): string => `${instrument} ${product}`
  for (const row of rows) {
    const other = found.get(key(row.instrument, row.product))
    found.set(key(row.instrument, row.product), other === undefined ? row : merge(other, row))
  }
  for (const held of ours.values())
    for (const { instrument, product } of held)
      if (!found.has(key(instrument, product)))
        found.set(key(instrument, product), {
          instrument,
          product,
          quantity: zero,
          averagePrice: zero,
          realizedProfit: zero,
        })
  return found.values()
}

/** Holdings of earlier days and today's position are one position. */
function merge(a: Position, b: Position): Position {
  const quantity = a.quantity.plus(b.quantity)
  // What was sold out of holdings takes nothing from the average of the rest.
  if (a.quantity.isNegative() !== b.quantity.isNegative())
    return {
      ...a,
      quantity,
      averagePrice: quantity.isZero() ? zero : (a.quantity.abs().gt(b.quantity.abs()) ? a : b).averagePrice,
    }
  const cost = a.averagePrice.times(a.quantity).plus(b.averagePrice.times(b.quantity))
  return { ...a, quantity, averagePrice: quantity.isZero() ? zero : cost.div(quantity) }
}
