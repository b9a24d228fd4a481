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
import type { Display } from './display.ts'
import { isProtected, type Protection, protect } from './protection.ts'
import { isImmediate, leavesOf, type Owner, restingOf, type VenueOrder, type VenueTerms } from './venue-order.ts'

/** The orders that are working at the venue, and which of them a bar, a print or a displayed book may fill. */
export interface OrderBook {
  /** An order that is on its way; it is in the market once it enters. */
  create(owner: Owner, terms: VenueTerms, instrument: Instrument, clientOrderId: ClientOrderId | undefined): VenueOrder
  enter(order: VenueOrder): void
  /** New prices, and a larger quantity, count as a new order: they wait for the next bar where one is open. */
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
  /** The instrument trades in new shares, so many for an old one. */
  rescale(instrument: InstrumentId, ratio: Decimal): void
  /** The price last seen of an instrument: of a bar, or of a print. */
  getLast(instrument: InstrumentId): number | undefined
  lineOf(instrument: InstrumentId): Line
  /**
   * Takes back orders of an earlier life, those that are closed among them.
   *
   * @param before - how many there were before them
   */
  restore(kept: readonly VenueOrder[], before: number): void
}

/** What there is of one instrument. */
export interface Line {
  readonly working: Set<VenueOrder>
  /** What others show of it; none before the first quote, nor once a bar has begun. */
  display: Display | undefined
  /** Until when those who come may take of it: what was shown in one session is not there in the next. */
  shownUntil: Timestamp
  /** The highest price at which one rests to buy, and the lowest to sell; to be found again once orders have changed. */
  nearest: Nearest | undefined
  last: number | undefined
}

export interface Nearest {
  readonly buy: number
  readonly sell: number
}

export function createOrderBook(clock: Clock, protection?: Protection): OrderBook {
  const lines = new Map<InstrumentId, Line>()
  let orders = 0
  let priorities = 0
  // Commands are counted, because time does not tell apart what came before an open and what came of it.
  let commands = 0
  let opening = Number.NEGATIVE_INFINITY
  let commandsBeforeOpening = 0

  function lineOf(instrument: InstrumentId): Line {
    let line = lines.get(instrument)
    if (line === undefined) {
      line = { working: new Set(), display: undefined, shownUntil: forever, nearest: undefined, last: undefined }
      lines.set(instrument, line)
    }
    return line
  }

  function listAt(bar: Bar, price: number, isInForce: (order: VenueOrder) => boolean): VenueOrder[] {
    const line = lineOf(bar.instrument)
    line.last = price
    line.display = undefined
    const found: VenueOrder[] = []
    for (const order of line.working) if (order.since <= bar.time && isInForce(order)) found.push(order)
    return found
  }

  return {
    lineOf,
    create(owner, terms, instrument, clientOrderId) {
      const now = clock.now()
      return {
        owner,
        brokerOrderId: `M${++orders}` as BrokerOrderId,
        clientOrderId,
        instrument,
        terms,
        resting: restingOf(terms),
        lifecycle: 'working',
        since: now,
        command: 0,
        priority: 0,
        rested: false,
        ahead: 0,
        active: undefined,
        expiresAt: undefined,
        day: undefined,
        fills: [],
        filledQuantity: zero,
        reason: undefined,
        changedAt: now,
      }
    },
    enter(order) {
      order.since = clock.now()
      order.command = ++commands
      order.priority = ++priorities
      const line = lineOf(order.instrument.id)
      line.working.add(order)
      line.nearest = undefined
      if (protection !== undefined) protect(order, line.last, protection)
    },
    change(order, change) {
      const before = leavesOf(order)
      lineOf(order.instrument.id).nearest = undefined
      order.terms = { ...order.terms, ...change } as VenueTerms
      // The limit that its protection gave it is that of the moment it came.
      if (!isProtected(order)) order.resting = restingOf(order.terms, order.resting.triggered)
      order.changedAt = clock.now()
      const isLarger = leavesOf(order).gt(before)
      if (!isLarger && !('limitPrice' in change) && !('stopPrice' in change)) return
      order.priority = ++priorities
      order.rested = false
      order.since = order.changedAt
      order.command = ++commands
    },
    trigger(order) {
      const line = lineOf(order.instrument.id)
      line.nearest = undefined
      order.resting = restingOf(order.terms, true)
      if (protection !== undefined) protect(order, line.last, protection)
      order.priority = ++priorities
    },
    close(order, lifecycle, reason) {
      order.lifecycle = lifecycle
      order.reason = reason
      order.changedAt = clock.now()
      const line = lineOf(order.instrument.id)
      line.working.delete(order)
      line.nearest = undefined
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
      line.display = undefined
      if (line.last !== undefined) line.last = new Decimal(line.last).div(ratio).toNumber()
    },
    getLast: (instrument) => lines.get(instrument)?.last,
    restore(kept, before) {
      orders = before + kept.length
      for (const order of kept) {
        if (order.lifecycle === 'working') lineOf(order.instrument.id).working.add(order)
        commands = Math.max(commands, order.command)
        priorities = Math.max(priorities, order.priority)
      }
    },
  }
}

const zero = new Decimal(0)
const forever = Number.POSITIVE_INFINITY

export function byPriority(a: VenueOrder, b: VenueOrder): number {
  return a.priority - b.priority
}
