import type { BrokerFill } from '../model/broker-book.ts'
import { type Decimal, zero } from '../model/decimal.ts'
import type { JournalEvent, JournalEventOf } from '../model/events.ts'
import type { Fill } from '../model/fill.ts'
import type { OrderChange } from '../model/order.ts'
import type { Supports } from '../model/supports.ts'
import type { Timestamp } from '../model/time.ts'
import { faultOfFigures } from './check-report.ts'
import { judge, nothing, type Reading } from './judge.ts'
import type { OrderFact } from './order-table.ts'
import { askedQuantity, type TrackedOrder } from './tracked-order.ts'

/** What a row of the broker's trade book tells about an order of ours. */
export function readBrokerFill(tracked: TrackedOrder, row: BrokerFill, now: Timestamp): Reading {
  const { clientOrderId, instrument, side } = tracked.order.terms
  const fault = row.quantity.isZero() ? 'a quantity of 0' : faultOfFigures(row.quantity, row.price)
  if (fault !== undefined) return nothing(`fill ${row.fillId} has ${fault}`)
  const { fillId, brokerOrderId, quantity, price, fees = zero, time } = row
  if (tracked.fills.some((booked) => booked.fillId === fillId && booked.brokerOrderId === brokerOrderId))
    return nothing(`fill ${fillId} is booked already`)
  const fill: Fill = {
    fillId,
    clientOrderId,
    brokerOrderId,
    instrument,
    side,
    quantity,
    price,
    fees,
    time,
    provisional: false,
  }
  const provisional = tracked.fills.filter((booked) => booked.provisional && booked.brokerOrderId === brokerOrderId)
  if (provisional.length > 0) return { events: supersede(tracked, provisional, fill, now), ignored: [] }
  const facts: JournalEventOf<OrderFact>[] = []
  const { change, order } = tracked
  const filled = order.filledQuantity.plus(quantity)
  // More than the old quantity is filled, so the new one must hold.
  if (filled.gt(order.terms.quantity) && filled.lte(askedQuantity(tracked)))
    facts.push({ type: 'order.modified', time: now, clientOrderId, change: change as OrderChange<Supports, Decimal> })
  facts.push({ type: 'order.filled', time: now, clientOrderId, fill })
  return judge(tracked, facts)
}

/**
 * A trade in place of what was worked out from cumulative updates. It takes its quantity and its value from several of
 * them together, because which of them it was part of is not known; what they still stand for is told by trades to come,
 * and what it has beyond them is new.
 */
function supersede(tracked: TrackedOrder, all: readonly Fill[], trade: Fill, now: Timestamp): JournalEvent[] {
  const provisional = poolFor(all, trade)
  const { clientOrderId } = tracked.order.terms
  const correct = (replaces: Fill, fill: Fill): JournalEvent => ({
    type: 'fill.corrected',
    time: now,
    clientOrderId,
    replaces: replaces.fillId,
    fill,
  })
  const [first, second, ...others] = provisional as [Fill, ...Fill[]]
  const rest = remainderOf(provisional, trade)
  if (second === undefined && rest.quantity.gt(0))
    return [correct(first, { ...first, ...rest }), { type: 'order.filled', time: now, clientOrderId, fill: trade }]
  // What becomes less goes first: an order must not look filled on the way.
  const events = others.map((other) => correct(other, { ...other, quantity: zero }))
  if (second !== undefined && rest.quantity.lt(second.quantity))
    events.push(correct(second, { ...second, ...rest }), correct(first, trade))
  else {
    events.push(correct(first, trade))
    if (second !== undefined) events.push(correct(second, { ...second, ...rest }))
  }
  const beyond = trade.quantity.minus(sumOf(provisional))
  if (beyond.gt(0) && tracked.order.filledQuantity.plus(beyond).gt(askedQuantity(tracked))) {
    const reason = 'the broker filled more than was ordered'
    events.push({ type: 'order.quarantined', time: now, clientOrderId, reason })
  }
  return events
}

/** The oldest of them, as many as leave a rest at a price that can be; thousands need not be touched for one trade. */
function poolFor(all: readonly Fill[], trade: Fill): readonly Fill[] {
  let rest = trade.quantity.neg()
  let value = trade.price.times(trade.quantity).neg()
  for (let n = 0; n < all.length; n++) {
    const { quantity, price } = all[n]!
    rest = rest.plus(quantity)
    value = value.plus(price.times(quantity))
    if (rest.gt(0) && value.times(2).gte(trade.price.times(rest))) return all.slice(0, n + 1)
  }
  return all
}

/** What is left of provisional fills when a trade of them is known: quantity and value are conserved. */
function remainderOf(provisional: readonly Fill[], trade: Fill): Pick<Fill, 'quantity' | 'price'> {
  const { price } = provisional[0]!
  const quantity = sumOf(provisional).minus(trade.quantity)
  if (!quantity.gt(0)) return { quantity: zero, price }
  const value = provisional.reduce((sum, fill) => sum.plus(fill.price.times(fill.quantity)), zero)
  const left = value.minus(trade.price.times(trade.quantity)).div(quantity)
  return { quantity, price: left.gt(0) ? left : price }
}

function sumOf(fills: readonly Fill[]): Decimal {
  return fills.reduce((sum, { quantity }) => sum.plus(quantity), zero)
}
