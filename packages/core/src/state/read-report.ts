import type { BrokerFill, BrokerOrder } from '../model/broker-book.ts'
import { type Decimal, zero } from '../model/decimal.ts'
import type { JournalEvent, JournalEventOf } from '../model/events.ts'
import type { Fill } from '../model/fill.ts'
import type { BrokerOrderId } from '../model/ids.ts'
import { isOpen, type OrderChange } from '../model/order.ts'
import type { Supports } from '../model/supports.ts'
import type { Timestamp } from '../model/time.ts'
import { addsExposure, type OrderFact, orderTable } from './order-table.ts'
import { askedQuantity, bookedOf, type PartEnding, type TrackedOrder } from './tracked-order.ts'

/** What a report comes to: events to journal in order, and what was ignored and why. */
export interface Reading {
  readonly events: readonly JournalEvent[]
  readonly ignored: readonly string[]
}

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
  const fault = faultOf(row.filledQuantity, row.averagePrice)
  if (fault !== undefined) return nothing(`the row of ${row.brokerOrderId} has ${fault}`)
  const facts: JournalEventOf<OrderFact>[] = []
  const alive = row.lifecycle === 'working'
  if (!alive || !closed.has(row.brokerOrderId)) facts.push(...sightingOf(tracked, row, now))

  // What is over cannot be older than itself.
  const change = freshness === 'stale' && alive ? undefined : changeOf(tracked, row, freshness === 'fresh' || !alive)
  if (change !== undefined) facts.push({ type: 'order.modified', time: now, clientOrderId, change })
  else if (!alive && tracked.change !== undefined)
    facts.push({ type: 'order.modify-refused', time: now, clientOrderId, evidence: tooLate })

  const fill = incrementOf(tracked, row)
  if (fill !== undefined) facts.push({ type: 'order.filled', time: now, clientOrderId, fill })

  if (row.lifecycle !== 'working') {
    const { brokerOrderId, lifecycle: ending, reason } = row
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
function sightingOf(tracked: TrackedOrder, row: BrokerOrder, now: Timestamp): JournalEventOf<OrderFact>[] {
  const { order } = tracked
  const { clientOrderId } = order.terms
  const { brokerOrderId, lifecycle } = row
  const isNew = !order.brokerOrderIds.includes(brokerOrderId)
  if (lifecycle === 'working' && !isOpen(order) && order.lifecycle !== 'filled')
    return [{ type: 'order.reopened', time: now, clientOrderId, brokerOrderIds: [brokerOrderId] }]
  if (lifecycle === 'rejected' || (!isNew && order.certainty !== 'unconfirmed')) return []
  const note = row.note === undefined ? {} : { note: row.note }
  const complete = tracked.complete || isWhole(tracked, row)
  return [{ type: 'order.accepted', time: now, clientOrderId, brokerOrderIds: [brokerOrderId], complete, ...note }]
}

/** A row for the whole quantity leaves nothing that another part could be for. */
function isWhole({ order }: TrackedOrder, row: BrokerOrder): boolean {
  return row.quantity.gte(order.terms.quantity)
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
  const { change, order } = tracked
  const filled = order.filledQuantity.plus(quantity)
  // More than the old quantity is filled, so the new one must hold.
  if (filled.gt(order.terms.quantity) && filled.lte(askedQuantity(tracked)))
    facts.push({ type: 'order.modified', time: now, clientOrderId, change: change as OrderChange<Supports, Decimal> })
  facts.push({ type: 'order.filled', time: now, clientOrderId, fill })
  return judge(tracked, facts)
}

/**
 * A trade in place of what was worked out from cumulative updates. It takes its quantity and its value from all of them
 * together, because which of them it was part of is not known; what they still stand for is told by trades to come, and
 * what it has beyond them is new.
 */
function supersede(tracked: TrackedOrder, provisional: readonly Fill[], trade: Fill, now: Timestamp): JournalEvent[] {
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

/** The terms that hold now: what was asked for, once the broker shows it, or what somebody else has changed. */
function changeOf(
  tracked: TrackedOrder,
  row: BrokerOrder,
  certain: boolean,
): OrderChange<Supports, Decimal> | undefined {
  const { order, change, complete, closed } = tracked
  if (change !== undefined) return shows(row, change) ? (change as Change) : undefined
  // A row of one part among several, also where the others are over, does not tell the terms of them all.
  const parts = new Set([...order.brokerOrderIds, ...closed.keys(), row.brokerOrderId])
  const whole = complete && isOpen(order) && parts.size === 1
  return certain && whole && order.pending === 'none' ? differenceOf(order.terms, row) : undefined
}

type Change = OrderChange<Supports, Decimal>

/** What a row does not show cannot speak against it. */
function shows(row: BrokerOrder, change: OrderChange): boolean {
  const agrees = (shown: Decimal | undefined, asked: OrderChange[keyof OrderChange]): boolean =>
    shown === undefined || asked === undefined || shown.eq(asked as Decimal)
  return (
    agrees(row.quantity, change.quantity) &&
    agrees(row.limitPrice, change.limitPrice) &&
    agrees(row.stopPrice, change.stopPrice)
  )
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

/**
 * How an order ends whose orders at the broker are all closed; `undefined` while one is open, or a trade is still to come.
 * Where they ended differently, it does not depend on which was heard of first.
 */
export function endingOf(
  ids: readonly BrokerOrderId[],
  closed: ReadonlyMap<BrokerOrderId, PartEnding>,
): PartEnding | undefined {
  if (closed.size === 0 || ids.some((id) => !closed.has(id))) return undefined
  const parts = [...closed.values()]
  return endings.map((word) => parts.find(({ ending }) => ending === word)).find((part) => part !== undefined)
}

/** What tells most of an order comes first: a part that was canceled had been taken. */
const endings = ['canceled', 'expired', 'rejected'] as const

/** What closes an order that ends so. */
export function closing(
  { order }: TrackedOrder,
  { ending, reason = 'The broker gave no reason.' }: PartEnding,
  now: Timestamp,
): JournalEventOf<OrderFact> {
  const { clientOrderId } = order.terms
  if (ending === 'canceled') return { type: 'order.canceled', time: now, clientOrderId }
  if (ending === 'expired') return { type: 'order.expired', time: now, clientOrderId }
  return { type: 'order.rejected', time: now, clientOrderId, evidence: { reason } }
}

/** Each fact against the table. What adds exposure is booked whatever the table says. */
export function judge(tracked: TrackedOrder, facts: readonly JournalEventOf<OrderFact>[]): Reading {
  const events: JournalEvent[] = []
  const ignored: string[] = []
  const { order } = tracked
  let { lifecycle } = order
  let filled = order.filledQuantity
  let { quantity } = order.terms
  // While a change is under way, what was asked for may hold already.
  let most = askedQuantity(tracked)
  for (const fact of facts) {
    const verdict = orderTable[fact.type][lifecycle]
    if (verdict.startsWith('ignore')) {
      ignored.push(`${fact.type} of order ${fact.clientOrderId}, which is ${lifecycle}, ${verdict}`)
      continue
    }
    if (verdict === 'apply' || addsExposure(fact.type)) events.push(fact)
    if (fact.type === 'order.reopened' || (fact.type === 'order.accepted' && lifecycle === 'submitted'))
      lifecycle = 'working'
    if (fact.type === 'order.modified') most = quantity = fact.change.quantity ?? quantity
    if (fact.type === 'order.modify-refused') most = quantity
    if (fact.type === 'order.filled') {
      filled = filled.plus(fact.fill.quantity)
      if (filled.gte(most)) lifecycle = 'filled'
    }
    const over = fact.type === 'order.filled' && filled.gt(most)
    if (verdict === 'apply' && !over) continue
    const reason = over ? 'the broker filled more than was ordered' : verdict.slice(verdict.indexOf(':') + 2)
    events.push({ type: 'order.quarantined', time: fact.time, clientOrderId: fact.clientOrderId, reason })
  }
  return { events, ignored }
}

function nothing(reason: string): Reading {
  return { events: [], ignored: [reason] }
}
