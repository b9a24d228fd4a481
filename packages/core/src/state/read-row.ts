import type { BrokerOrder } from '../model/broker-book.ts'
import { type Decimal, zero } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import type { Fill } from '../model/fill.ts'
import { isOpen, type OrderChange } from '../model/order.ts'
import type { Supports } from '../model/supports.ts'
import type { Timestamp } from '../model/time.ts'
import { faultOfFigures } from './check-report.ts'
import { closing, endingOf } from './ending.ts'
import { judge, nothing, type Reading } from './judge.ts'
import type { OrderFact } from './order-table.ts'
import { bookedOf, isForAnother, type TrackedOrder } from './tracked-order.ts'

/**
 * How a row stands to those before it.
 *
 * - `fresh`: nothing newer was told, so the terms that it shows hold now.
 * - `unordered`: it may be older than what is known.
 * - `stale`: it is older; only what it tells of fills and endings, which never become less, can still be new.
 */
export type Freshness = 'fresh' | 'unordered' | 'stale'

/**
 * What a row of the broker's order book tells about an order of ours.
 *
 * Rows are cumulative, may repeat and may come late; only what is new becomes an event.
 */
export function readBrokerOrder(
  tracked: TrackedOrder,
  row: BrokerOrder,
  now: Timestamp,
  freshness: Freshness = 'unordered',
): Reading {
  const { order, closed } = tracked
  const { clientOrderId, quantity } = order.terms
  if (isForAnother(tracked, row)) {
    const reason = `the broker shows ${row.brokerOrderId} as a ${row.side} of ${row.instrument}`
    // Once is enough: the row is read again and again.
    if (order.certainty === 'quarantined') return nothing(reason)
    return judge(tracked, [{ type: 'order.quarantined', time: now, clientOrderId, reason }])
  }
  const fault = faultOfFigures(row.filledQuantity, row.averagePrice)
  if (fault !== undefined) return nothing(`the row of ${row.brokerOrderId} has ${fault}`)
  const facts: JournalEventOf<OrderFact>[] = []
  const alive = row.lifecycle === 'working'
  if (!alive || !closed.has(row.brokerOrderId)) facts.push(...sightingOf(tracked, row, now))

  // What is filled counts as open until it can be booked, so an order does not end with a row whose price is still to come.
  const fill = incrementOf(tracked, row)
  const ends =
    !alive && !row.filledQuantity.gt(bookedOf(tracked, row.brokerOrderId).quantity.plus(fill?.quantity ?? zero))
  // What is over cannot be older than itself.
  const change = freshness === 'stale' && alive ? undefined : changeOf(tracked, row, freshness === 'fresh' || !alive)
  if (change !== undefined) facts.push({ type: 'order.modified', time: now, clientOrderId, change })
  else if (ends && tracked.change !== undefined && partsWith(tracked, row).size === 1)
    facts.push({ type: 'order.modify-refused', time: now, clientOrderId, evidence: tooLate })

  if (fill !== undefined) facts.push({ type: 'order.filled', time: now, clientOrderId, fill })

  if (ends) {
    const { brokerOrderId, reason } = row
    const ending = row.lifecycle
    const why = reason === undefined ? {} : { reason }
    const filled = order.filledQuantity.plus(fill?.quantity ?? zero)
    const complete = tracked.complete || isWhole(tracked, row)
    const parts = new Map(closed).set(brokerOrderId, { ending, ...why })
    const last = complete ? endingOf(order.brokerOrderIds, parts) : undefined
    const closes = last !== undefined && isOpen(order) && filled.lt(change?.quantity ?? quantity)
    // An order that closes takes the parts along that are known to be its own.
    if (
      !closed.has(brokerOrderId) &&
      (closes ? !order.brokerOrderIds.includes(brokerOrderId) : ending !== 'filled' || filled.lt(quantity))
    )
      facts.push({ type: 'order.part-closed', time: now, clientOrderId, brokerOrderId, ending, ...why })
    if (closes) facts.push(closing(tracked, last, now))
  }

  return judge(tracked, facts)
}

const tooLate = { reason: 'The order closed before the change reached it.' }

/** That the broker has it: news of an order that is not known to be there, or that was taken for closed. */
function sightingOf(tracked: TrackedOrder, row: BrokerOrder, time: Timestamp): JournalEventOf<OrderFact>[] {
  const { order } = tracked
  const { clientOrderId, quantity } = order.terms
  const { brokerOrderId, lifecycle } = row
  const isNew = !order.brokerOrderIds.includes(brokerOrderId)
  const brokerOrderIds = [brokerOrderId]
  const note = row.note === undefined ? {} : { note: { ...row.note } }
  if (lifecycle === 'working' && isNew && tracked.complete && order.brokerOrderIds.length > 0) {
    // What was taken for the whole order was not: this part comes on top of it.
    const more = quantity.plus(row.quantity)
    if (!isOpen(order)) return [{ type: 'order.reopened', time, clientOrderId, brokerOrderIds, quantity: more }]
    const reason = 'the broker works on a part of the order that it had not told of'
    return [
      { type: 'order.accepted', time, clientOrderId, brokerOrderIds, complete: true, ...note },
      { type: 'order.modified', time, clientOrderId, change: { quantity: more } },
      { type: 'order.quarantined', time, clientOrderId, reason },
    ]
  }
  if (lifecycle === 'working' && !isOpen(order) && order.lifecycle !== 'filled')
    return [{ type: 'order.reopened', time, clientOrderId, brokerOrderIds }]
  if (lifecycle === 'rejected' || (!isNew && order.certainty !== 'unconfirmed')) return []
  const complete = tracked.complete || isWhole(tracked, row)
  return [{ type: 'order.accepted', time, clientOrderId, brokerOrderIds, complete, ...note }]
}

/** A row for the whole quantity leaves nothing that another part could be for. */
function isWhole({ order }: TrackedOrder, row: BrokerOrder): boolean {
  return row.quantity.gte(order.terms.quantity)
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

/** The terms that hold now: what was asked for, once the broker shows it, or what somebody else has changed. */
function changeOf(
  tracked: TrackedOrder,
  row: BrokerOrder,
  certain: boolean,
): OrderChange<Supports, Decimal> | undefined {
  const { order, change, complete } = tracked
  // A row of one part among several, also where the others are over, does not tell the terms of them all.
  const isOnly = partsWith(tracked, row).size === 1
  if (change !== undefined) return isOnly && agreement(row, change) === 'shown' ? (change as Change) : undefined
  const whole = complete && isOpen(order) && isOnly
  return certain && whole && order.pending === 'none' ? differenceOf(order.terms, row) : undefined
}

type Change = OrderChange<Supports, Decimal>

function partsWith({ order, closed }: TrackedOrder, { brokerOrderId }: BrokerOrder): ReadonlySet<string> {
  return new Set([...order.brokerOrderIds, ...closed.keys(), brokerOrderId])
}

/** Whether a row shows what was asked for; what it does not show can neither confirm it nor speak against it. */
export function agreement(row: BrokerOrder, change: OrderChange): 'shown' | 'contradicted' | 'hidden' {
  const told = (['quantity', 'limitPrice', 'stopPrice'] as const).flatMap((field) => {
    const [shown, asked] = [row[field], change[field]]
    return shown === undefined || asked === undefined ? [] : [shown.eq(asked)]
  })
  if (row.timeInForce !== undefined && change.timeInForce !== undefined)
    told.push(row.timeInForce === change.timeInForce)
  if (told.length === 0) return 'hidden'
  return told.every(Boolean) ? 'shown' : 'contradicted'
}

function differenceOf(terms: TrackedOrder['order']['terms'], row: BrokerOrder): Change | undefined {
  const change: { quantity?: Decimal; limitPrice?: Decimal; stopPrice?: Decimal } = {}
  if (row.quantity.gt(0) && !row.quantity.eq(terms.quantity)) change.quantity = row.quantity
  for (const field of ['limitPrice', 'stopPrice'] as const) {
    const [ours, theirs] = [
      (terms as { readonly limitPrice?: Decimal; readonly stopPrice?: Decimal })[field],
      row[field],
    ]
    if (ours !== undefined && theirs?.gt(0) && !theirs.eq(ours)) change[field] = theirs
  }
  return Object.keys(change).length > 0 ? change : undefined
}
