import type { Bar, BrokerOrder, BrokerOrderId, Clock, Instrument, InstrumentId, OrderTerms } from '@shagun/core'
import { isImmediate, restingOf, type VenueOrder } from './venue-order.ts'

/** Every order that the venue has taken, and which of them a bar may fill. */
export interface OrderBook {
  readonly orders: ReadonlyMap<BrokerOrderId, VenueOrder>
  add(terms: OrderTerms, instrument: Instrument): VenueOrder
  /** New prices count as a new order: they wait for the next bar where one is open. */
  change(order: VenueOrder, change: object): void
  close(order: VenueOrder, lifecycle: BrokerOrder['lifecycle'], reason?: string): void
  /** Orders that were there before anything opened at that moment, oldest first. */
  listAtOpen(bar: Bar): VenueOrder[]
  /** Orders that were there when the bar opened, those included that its open brought about. */
  listWithin(bar: Bar): VenueOrder[]
}

export function createOrderBook(clock: Clock): OrderBook {
  const orders = new Map<BrokerOrderId, VenueOrder>()
  const working = new Map<InstrumentId, Set<VenueOrder>>()
  // Commands are counted, because time does not tell apart what came before an open and what came of it.
  let commands = 0
  let opening = Number.NEGATIVE_INFINITY
  let commandsBeforeOpening = 0

  function listWorking(bar: Bar, isInForce: (order: VenueOrder) => boolean): VenueOrder[] {
    const found: VenueOrder[] = []
    for (const order of working.get(bar.instrument) ?? [])
      if (order.since <= bar.time && isInForce(order)) found.push(order)
    return found
  }

  return {
    orders,
    add(terms, instrument) {
      const now = clock.now()
      const order: VenueOrder = {
        brokerOrderId: `M${orders.size + 1}` as BrokerOrderId,
        instrument,
        terms,
        resting: restingOf(terms),
        lifecycle: 'working',
        since: now,
        command: ++commands,
        day: undefined,
        fill: undefined,
        reason: undefined,
        changedAt: now,
      }
      orders.set(order.brokerOrderId, order)
      const others = working.get(instrument.id)
      if (others === undefined) working.set(instrument.id, new Set([order]))
      else others.add(order)
      return order
    },
    change(order, change) {
      order.terms = { ...order.terms, ...change } as OrderTerms
      order.resting = restingOf(order.terms, order.resting.triggered)
      order.changedAt = clock.now()
      if (!('limitPrice' in change || 'stopPrice' in change)) return
      order.since = order.changedAt
      order.command = ++commands
    },
    close(order, lifecycle, reason) {
      order.lifecycle = lifecycle
      order.reason = reason
      order.changedAt = clock.now()
      working.get(order.instrument.id)?.delete(order)
    },
    listAtOpen(bar) {
      if (bar.time !== opening) commandsBeforeOpening = commands
      opening = bar.time
      return listWorking(bar, ({ command }) => command <= commandsBeforeOpening)
    },
    listWithin: (bar) => listWorking(bar, (order) => !isImmediate(order)),
  }
}
