import type { BrokerFill, BrokerOrder } from '../model/broker-book.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { JournalEvent, JournalEventOf } from '../model/events.ts'
import type { Fill } from '../model/fill.ts'
import type { OrderChange } from '../model/order.ts'
import type { Supports } from '../model/supports.ts'
import type { Timestamp } from '../model/time.ts'
import { type OrderFact, orderTable } from './order-table.ts'
import { bookedOf, type TrackedOrder } from './tracked-order.ts'

/** What a report comes to: events to journal in order, and what was ignored and why. */
export interface Reading {
  readonly events: readonly JournalEvent[]
  readonly ignored: readonly string[]
}

/**
 * What a row of the broker's order book tells about an order of ours.
 *
 * Rows are cumulative, may repeat and may come late; only what is new becomes an event.
 */
export function readBrokerOrder(tracked: TrackedOrder, row: BrokerOrder, now: Timestamp): Reading {
  const { order } = tracked
  const { clientOrderId } = order.terms
  const fault = faultOf(row.filledQuantity, row.averagePrice)
  if (fault !== undefined) return nothing(`the row of ${row.brokerOrderId} has ${fault}`)
  const facts: JournalEventOf<OrderFact>[] = []
  const known = order.brokerOrderIds.includes(row.brokerOrderId)

  if (row.lifecycle !== 'rejected' && (!known || order.certainty === 'unconfirmed')) {
    const note = row.note === undefined ? {} : { note: row.note }
    facts.push({ type: 'order.accepted', time: now, clientOrderId, brokerOrderIds: [row.brokerOrderId], ...note })
  }

  const fill = incrementOf(tracked, row)
  if (fill !== undefined) facts.push({ type: 'order.filled', time: now, clientOrderId, fill })

  if (row.lifecycle === 'working') {
    const change = confirmedChange(tracked, row)
    if (change !== undefined) facts.push({ type: 'order.modified', time: now, clientOrderId, change })
  } else {
    tracked.closed = new Map(tracked.closed).set(row.brokerOrderId, row.lifecycle)
    const filled = order.filledQuantity.plus(fill?.quantity ?? zero)
    const ending = endingOf(tracked)
    if (ending !== undefined && filled.lt(order.terms.quantity)) facts.push(closing(ending, row, clientOrderId, now))
  }

  return judge(tracked, facts)
}

/** What a row of the broker's trade book tells about an order of ours. */
export function readBrokerFill(tracked: TrackedOrder, row: BrokerFill, now: Timestamp): Reading {
  const { clientOrderId, instrument, side } = tracked.order.terms
  const fault = row.quantity.isZero() ? 'a quantity of 0' : faultOf(row.quantity, row.price)
  if (fault !== undefined) return nothing(`fill ${row.fillId} has ${fault}`)
  if (tracked.fills.some(({ fillId }) => fillId === row.fillId)) return nothing(`fill ${row.fillId} is booked already`)
  const { fillId, brokerOrderId, quantity, price, fees = zero, time } = row
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
  if (!tracked.order.brokerOrderIds.includes(brokerOrderId))
    facts.push({ type: 'order.accepted', time: now, clientOrderId, brokerOrderIds: [brokerOrderId] })
  facts.push({ type: 'order.filled', time: now, clientOrderId, fill })
  return judge(tracked, facts)
}

/**
 * A trade in place of what was worked out from cumulative updates. It takes its quantity and its value from them; what
 * they still stand for is told by trades to come, and what it has beyond them is new.
 */
function supersede({ order }: TrackedOrder, provisional: readonly Fill[], trade: Fill, now: Timestamp): JournalEvent[] {
  const { clientOrderId } = order.terms
  const correct = (replaces: string, fill: Fill): JournalEvent => ({
    type: 'fill.corrected',
    time: now,
    clientOrderId,
    replaces,
    fill,
  })
  const [first, ...others] = provisional as [Fill, ...Fill[]]
  if (trade.quantity.lt(first.quantity))
    return [
      correct(first.fillId, without(first, trade, trade.quantity)),
      { type: 'order.filled', time: now, clientOrderId, fill: trade },
    ]
  const events = [correct(first.fillId, trade)]
  let rest = trade.quantity.minus(first.quantity)
  for (const next of others) {
    if (rest.isZero()) break
    const part = Decimal.min(rest, next.quantity)
    events.push(correct(next.fillId, without(next, trade, part)))
    rest = rest.minus(part)
  }
  if (order.filledQuantity.plus(rest).gt(order.terms.quantity)) {
    const reason = 'the broker filled more than was ordered'
    events.push({ type: 'order.quarantined', time: now, clientOrderId, reason })
  }
  return events
}

/** What is left of a provisional fill when a part of it is known: value is conserved. Quantity 0 takes it away. */
function without(fill: Fill, trade: Fill, part: Decimal): Fill {
  const quantity = fill.quantity.minus(part)
  if (quantity.isZero()) return { ...fill, quantity }
  const price = fill.price.times(fill.quantity).minus(trade.price.times(part)).div(quantity)
  return { ...fill, quantity, price: price.gt(0) ? price : fill.price }
}

/** What in a report cannot be: it must not reach the books. */
function faultOf(quantity: Decimal, price: Decimal | undefined): string | undefined {
  if (!quantity.isFinite() || quantity.isNegative()) return `a quantity of ${quantity}`
  return price === undefined || price.isFinite() ? undefined : `a price of ${price}`
}

/** What of a cumulative quantity is not booked yet, at the price that explains the change of the average. */
function incrementOf(tracked: TrackedOrder, row: BrokerOrder): Fill | undefined {
  // Some feeds say 0 before they know.
  if (row.filledQuantity.isZero() || row.averagePrice === undefined || row.averagePrice.isZero()) return undefined
  const booked = bookedOf(tracked, row.brokerOrderId)
  const quantity = row.filledQuantity.minus(booked.quantity)
  if (!quantity.gt(0)) return undefined
  const { clientOrderId, instrument, side } = tracked.order.terms
  return {
    // The same row read twice gives the same id.
    fillId: `${row.brokerOrderId}@${row.filledQuantity.toFixed()}`,
    clientOrderId,
    brokerOrderId: row.brokerOrderId,
    instrument,
    side,
    quantity,
    price: priceOf(row.averagePrice, row.filledQuantity, booked, quantity),
    fees: zero,
    time: row.time,
    provisional: true,
  }
}

/** What explains the change of the average; the average itself where that makes no sense. */
function priceOf(
  average: Decimal,
  filled: Decimal,
  booked: { quantity: Decimal; value: Decimal },
  quantity: Decimal,
): Decimal {
  if (booked.quantity.isZero()) return average
  const price = average.times(filled).minus(booked.value).div(quantity)
  return price.gt(0) || average.isNegative() ? price : average
}

/** The change that was asked for, once the broker shows it. What a row does not show cannot speak against it. */
function confirmedChange(
  { order, change }: TrackedOrder,
  row: BrokerOrder,
): OrderChange<Supports, Decimal> | undefined {
  if (order.pending !== 'modify' || change === undefined) return undefined
  const agrees = (shown: Decimal | undefined, asked: OrderChange[keyof OrderChange]): boolean =>
    shown === undefined || asked === undefined || shown.eq(asked as Decimal)
  const shows =
    agrees(row.quantity, change.quantity) &&
    agrees(row.limitPrice, change.limitPrice) &&
    agrees(row.stopPrice, change.stopPrice)
  return shows ? (change as OrderChange<Supports, Decimal>) : undefined
}

/** How an order ends whose orders at the broker are all closed; `undefined` while one is open, or a trade is still to come. */
function endingOf({ order, closed }: TrackedOrder): 'canceled' | 'rejected' | 'expired' | undefined {
  if (order.brokerOrderIds.some((id) => !closed.has(id))) return undefined
  return [...closed.values()].findLast((ending) => ending !== 'filled')
}

function closing(
  ending: 'canceled' | 'rejected' | 'expired',
  row: BrokerOrder,
  clientOrderId: Fill['clientOrderId'],
  now: Timestamp,
): JournalEventOf<OrderFact> {
  if (ending === 'canceled') return { type: 'order.canceled', time: now, clientOrderId }
  if (ending === 'expired') return { type: 'order.expired', time: now, clientOrderId }
  const reason = row.reason ?? 'The broker gave no reason.'
  return { type: 'order.rejected', time: now, clientOrderId, evidence: { reason } }
}

/** Each fact against the table. A fill is booked whatever the table says. */
function judge({ order }: TrackedOrder, facts: readonly JournalEventOf<OrderFact>[]): Reading {
  const events: JournalEvent[] = []
  const ignored: string[] = []
  let { lifecycle } = order
  let filled = order.filledQuantity
  for (const fact of facts) {
    const verdict = orderTable[fact.type][lifecycle]
    if (verdict.startsWith('ignore')) {
      ignored.push(`${fact.type} of order ${fact.clientOrderId}, which is ${lifecycle}, ${verdict}`)
      continue
    }
    if (verdict === 'apply' || fact.type === 'order.filled') events.push(fact)
    if (fact.type === 'order.accepted' && lifecycle === 'submitted') lifecycle = 'working'
    if (fact.type === 'order.filled') {
      filled = filled.plus(fact.fill.quantity)
      if (filled.gte(order.terms.quantity)) lifecycle = 'filled'
    }
    const over = fact.type === 'order.filled' && filled.gt(order.terms.quantity)
    if (verdict === 'apply' && !over) continue
    const reason = over ? 'the broker filled more than was ordered' : verdict.slice(verdict.indexOf(':') + 2)
    events.push({ type: 'order.quarantined', time: fact.time, clientOrderId: fact.clientOrderId, reason })
  }
  return { events, ignored }
}

function nothing(reason: string): Reading {
  return { events: [], ignored: [reason] }
}
