import type {
  Bar,
  BrokerOrder,
  BrokerOrderId,
  ClientOrderId,
  Clock,
  Instrument,
  InstrumentId,
  Timestamp,
  Trade,
} from '@shagun/core'
import { Decimal } from '@shagun/core'
import { isImmediate, leavesOf, restingOf, type VenueOrder, type VenueTerms } from './venue-order.ts'

/** Every order that the venue has taken, and which of them a bar or a print may fill. */
export interface OrderBook {
  readonly orders: ReadonlyMap<BrokerOrderId, VenueOrder>
  /** What the account can read of them. */
  readonly shown: ReadonlyMap<BrokerOrderId, VenueOrder>
  add(terms: VenueTerms, instrument: Instrument, clientOrderId: ClientOrderId | undefined): VenueOrder
  /** New prices count as a new order: they wait for the next bar where one is open. */
  change(order: VenueOrder, change: object): void
  /** Its stop was reached: it stands behind the orders that were in the market before. */
  trigger(order: VenueOrder): void
  close(order: VenueOrder, lifecycle: BrokerOrder['lifecycle'], reason?: string): void
  listWorking(): VenueOrder[]
  /** Orders that were there before anything opened at that moment, oldest first. */
  listAtOpen(bar: Bar): VenueOrder[]
  /** Orders that were there when the bar opened, those included that its open brought about. */
  listWithin(bar: Bar): VenueOrder[]
  /** Orders that the print meets, in the order of their priority: those that were there before that moment. */
  listAtPrint(trade: Trade, before: Timestamp): VenueOrder[]
  /** The instrument trades in new shares, so many for an old one. Its orders are given back, in the order of priority. */
  rescale(instrument: InstrumentId, ratio: Decimal): VenueOrder[]
  /** The price last seen of an instrument: of a bar, or of a print. */
  getLast(instrument: InstrumentId): number | undefined
  /** From now on only orders that are working are shown, and what comes. */
  hideClosed(): void
  /** Takes back orders of an earlier life, oldest first; of those that are closed, the ones not shown any more. */
  restore(kept: readonly VenueOrder[], isHidden: (order: VenueOrder) => boolean): void
}

/** What there is of one instrument. */
interface Line {
  readonly working: Set<VenueOrder>
  last: number | undefined
}

export function createOrderBook(clock: Clock): OrderBook {
  const orders = new Map<BrokerOrderId, VenueOrder>()
  const lines = new Map<InstrumentId, Line>()
  let shown = orders
  let priorities = 0
  // Commands are counted, because time does not tell apart what came before an open and what came of it.
  let commands = 0
  let opening = Number.NEGATIVE_INFINITY
  let commandsBeforeOpening = 0

  function lineOf(instrument: InstrumentId): Line {
    let line = lines.get(instrument)
    if (line === undefined) {
      line = { working: new Set(), last: undefined }
      lines.set(instrument, line)
    }
    return line
  }

  function listAt(bar: Bar, price: number, isInForce: (order: VenueOrder) => boolean): VenueOrder[] {
    const line = lineOf(bar.instrument)
    line.last = price
    const found: VenueOrder[] = []
    for (const order of line.working) if (order.since <= bar.time && isInForce(order)) found.push(order)
    return found
  }

  return {
    orders,
    get shown() {
      return shown
    },
    add(terms, instrument, clientOrderId) {
      const now = clock.now()
      const order: VenueOrder = {
        brokerOrderId: `M${orders.size + 1}` as BrokerOrderId,
        clientOrderId,
        instrument,
        terms,
        resting: restingOf(terms),
        lifecycle: 'working',
        since: now,
        command: ++commands,
        priority: ++priorities,
        day: undefined,
        fills: [],
        filledQuantity: zero,
        reason: undefined,
        changedAt: now,
      }
      orders.set(order.brokerOrderId, order)
      if (shown !== orders) shown.set(order.brokerOrderId, order)
      lineOf(instrument.id).working.add(order)
      return order
    },
    change(order, change) {
      const before = leavesOf(order)
      order.terms = { ...order.terms, ...change } as VenueTerms
      order.resting = restingOf(order.terms, order.resting.triggered)
      order.changedAt = clock.now()
      const reprices = 'limitPrice' in change || 'stopPrice' in change
      if (reprices || leavesOf(order).gt(before)) order.priority = ++priorities
      if (!reprices) return
      order.since = order.changedAt
      order.command = ++commands
    },
    trigger(order) {
      order.resting = restingOf(order.terms, true)
      order.priority = ++priorities
    },
    close(order, lifecycle, reason) {
      order.lifecycle = lifecycle
      order.reason = reason
      order.changedAt = clock.now()
      lines.get(order.instrument.id)?.working.delete(order)
    },
    listWorking: () => [...lines.values()].flatMap(({ working }) => [...working]),
    listAtOpen(bar) {
      if (bar.time !== opening) commandsBeforeOpening = commands
      opening = bar.time
      return listAt(bar, bar.open, ({ command }) => command <= commandsBeforeOpening)
    },
    listWithin: (bar) => listAt(bar, bar.close, (order) => !isImmediate(order)),
    listAtPrint({ instrument, price }, before) {
      const line = lineOf(instrument)
      line.last = price
      return [...line.working].filter(({ since }) => since < before).sort(byPriority)
    },
    rescale(instrument, ratio) {
      const line = lineOf(instrument)
      if (line.last !== undefined) line.last = new Decimal(line.last).div(ratio).toNumber()
      return [...line.working].sort(byPriority)
    },
    getLast: (instrument) => lines.get(instrument)?.last,
    hideClosed() {
      shown = new Map([...shown].filter(([, { lifecycle }]) => lifecycle === 'working'))
    },
    restore(kept, isHidden) {
      for (const order of kept) {
        orders.set(order.brokerOrderId, order)
        if (order.lifecycle === 'working') lineOf(order.instrument.id).working.add(order)
        commands = Math.max(commands, order.command)
        priorities = Math.max(priorities, order.priority)
      }
      if (kept.some(isHidden)) shown = new Map([...orders].filter(([, order]) => !isHidden(order)))
    },
  }
}

const zero = new Decimal(0)

export function byPriority(a: VenueOrder, b: VenueOrder): number {
  return a.priority - b.priority
}
