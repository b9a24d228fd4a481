import type { Clock, InstrumentId, Timestamp } from '@shagun/core'
import { createAuctions } from './auctions.ts'
import type { Line, OrderBook } from './order-book.ts'
import type { Sessions } from './sessions.ts'
import type { VenueOrder } from './venue-order.ts'

/** When orders are in the market: sessions, auctions, and how long each of them lasts. */
export interface Hours {
  /** Why no order is taken now, where none is. */
  objection(): string | undefined
  /** Whether orders are matched now, and not only collected. */
  matches(): boolean
  /** Whether what is printed fills orders: in a session, also while it closes. */
  trades(): boolean
  /** Whether an order that comes now may take what is displayed: it was shown in this session, and not for an auction. */
  meets(line: Line): boolean
  /** An order has come to the venue: it is in the market now, or waits for it to open, or is told that it is closed. */
  enter(order: VenueOrder): void
  /** It may last otherwise from now on. */
  retime(order: VenueOrder): void
  /** Something happens in the market: what is over by now ends first, and what has waited is there. */
  begin(): void
  /** Something is told of an instrument: an auction that is over gives its one price first. */
  tell(instrument: InstrumentId, by: 'shown' | 'print' | 'bar'): void
  /** Auctions that are over give their price, though nothing has happened since. */
  finish(): void
  /** What has ended meanwhile is closed, so that nobody reads it as working. */
  settle(): void
  /** Whether an order has come since the last session ended. */
  isForNextDay(order: VenueOrder): boolean
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
  /** Runs it in its turn, once that moment has come. */
  at(time: Timestamp, run: () => void): void
}

export function createHours({ clock, book, sessions, queues, goodTill, at }: HoursOptions): Hours {
  /** Those that wait for the venue to open. */
  let held: VenueOrder[] = []
  const auctions = sessions && createAuctions({ clock, book, sessions, at })
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
    endLater(order)
  }

  function endLater(order: VenueOrder): void {
    if (order.expiresAt !== undefined) nextEnd = Math.min(nextEnd, order.expiresAt)
  }

  const matches = (): boolean => sessions === undefined || sessions.doing(clock.now()) === 'matches'
  const isClosed = (): boolean => sessions?.doing(clock.now()) === 'closed'

  /** Those that have waited are there before whoever comes now. */
  function release(): void {
    const entering = held
    held = []
    for (const order of entering) if (order.lifecycle === 'working') book.enter(order)
  }

  return {
    objection: () => (!queues && isClosed() ? 'The venue is closed.' : undefined),
    matches,
    trades: () => sessions?.on(clock.now()) !== undefined || sessions === undefined,
    meets: (line) => matches() && clock.now() < line.shownUntil && auctions?.isFor(line) !== true,
    retime,
    enter(order) {
      retime(order)
      if (!isClosed()) {
        if (held.length > 0) release()
        book.enter(order)
      } else if (queues) held.push(order)
      else order.owner.close(order, 'rejected', 'The venue is closed.')
    },
    begin() {
      const now = clock.now()
      auctions?.finish()
      if (now >= nextEnd) expire(now)
      if (held.length > 0 && !isClosed()) release()
    },
    tell: (instrument, by) => auctions?.tell(instrument, by),
    settle() {
      const now = clock.now()
      if (now <= nextEnd) return
      auctions?.finish()
      expire(now)
    },
    finish: () => auctions?.finish(),
    isForNextDay: ({ since }) => sessions !== undefined && since >= sessions.dayEndedAt(clock.now()),
    restore(orders) {
      for (const order of orders) if (order.lifecycle === 'working') endLater(order)
    },
  }
}
