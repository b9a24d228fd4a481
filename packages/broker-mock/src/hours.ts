import type { Clock, InstrumentId, Timestamp } from '@shagun/core'
import type { Line, OrderBook } from './order-book.ts'
import type { Sessions } from './sessions.ts'
import { uncross } from './uncross.ts'
import type { VenueOrder } from './venue-order.ts'

/** When orders are in the market: sessions, auctions, and how long each of them lasts. */
export interface Hours {
  /** Why no order is taken now, where none is. */
  objection(): string | undefined
  /** Whether orders are matched now, and not only collected. */
  matches(): boolean
  /** An order has come to the venue: it is in the market now, or waits for it to open, or is told that it is closed. */
  enter(order: VenueOrder): void
  /** It may last otherwise from now on. */
  retime(order: VenueOrder): void
  /** Something happens in the market: what is over by now ends first, and what has waited is there. */
  begin(): void
  /** Others show something of an instrument: an auction that is over gives its one price first. */
  open(instrument: InstrumentId, by: 'shown' | 'print' | 'bar'): void
  /** What has ended meanwhile is closed, so that nobody reads it as working. */
  settle(): void
  /** Orders of an earlier life are there, and last as long as they did. */
  restore(orders: readonly VenueOrder[]): void
}

export interface HoursOptions {
  readonly clock: Clock
  readonly book: OrderBook
  readonly sessions: Sessions | undefined
  /** Whether orders that come while the venue is closed wait until it opens. */
  readonly queues: boolean
  /** When an order that is good till a date ends. */
  readonly goodTill: ((placedAt: Timestamp) => Timestamp) | undefined
}

export function createHours({ clock, book, sessions, queues, goodTill }: HoursOptions): Hours {
  /** Those that wait for the venue to open. */
  let held: VenueOrder[] = []
  const collected = new Set<Line>()
  /** Nothing ends before. */
  let nextEnd = Number.POSITIVE_INFINITY

  function endOf({ terms: { timeInForce } }: VenueOrder): Timestamp | undefined {
    if (timeInForce === 'gtd') return goodTill?.(clock.now())
    return timeInForce === 'gtc' ? undefined : sessions?.endOfDay(clock.now())
  }

  function expire(now: Timestamp): void {
    nextEnd = Number.POSITIVE_INFINITY
    for (const order of [...book.listWorking(), ...held]) {
      if (order.lifecycle !== 'working' || order.expiresAt === undefined) continue
      if (order.expiresAt <= now) order.owner.close(order, 'expired')
      else nextEnd = Math.min(nextEnd, order.expiresAt)
    }
  }

  function retime(order: VenueOrder): void {
    order.expiresAt = endOf(order)
    if (order.expiresAt !== undefined) nextEnd = Math.min(nextEnd, order.expiresAt)
  }

  const isClosed = (): boolean => sessions?.doing(clock.now()) === 'closed'

  return {
    objection: () => (!queues && isClosed() ? 'The venue is closed.' : undefined),
    matches: () => sessions === undefined || sessions.doing(clock.now()) === 'matches',
    retime,
    enter(order) {
      retime(order)
      if (!isClosed()) book.enter(order)
      else if (queues) held.push(order)
      else order.owner.close(order, 'rejected', 'The venue is closed.')
    },
    begin() {
      const now = clock.now()
      if (now >= nextEnd) expire(now)
      if (held.length === 0 || isClosed()) return
      const entering = held
      held = []
      for (const order of entering) if (order.lifecycle === 'working') book.enter(order)
    },
    open(instrument, by) {
      if (sessions === undefined) return
      const line = book.lineOf(instrument)
      const doing = sessions.doing(clock.now())
      if (doing === 'collects') collected.add(line)
      else if (collected.delete(line)) {
        if (by === 'shown') uncross(line)
        // A print, or the open of a bar, is the price that the auction really had.
        else line.display = undefined
      }
    },
    settle() {
      const now = clock.now()
      if (now > nextEnd) expire(now)
    },
    restore(orders) {
      for (const { lifecycle, expiresAt = nextEnd } of orders)
        if (lifecycle === 'working') nextEnd = Math.min(nextEnd, expiresAt)
    },
  }
}
