import type { Bar, Clock } from '@shagun/core'
import { inTurn, type Settle } from './in-turn.ts'
import { type Filled, type Match, matchOpen, matchWithin } from './match.ts'
import { compareAt } from './match-print.ts'
import { byPriority, type OrderBook } from './order-book.ts'
import { dayOf, isImmediate, isOver, isStop, type VenueOrder } from './venue-order.ts'

/** The bars that fill orders, each shown twice: as it begins and as it ends. */
export interface Market {
  openBar(bar: Bar, settle?: Settle): Promise<void> | undefined
  closeBar(bar: Bar, settle?: Settle): Promise<void> | undefined
}

export interface MarketOptions {
  readonly clock: Clock
  readonly book: OrderBook
  /** Whether prices may jump inside a bar. */
  readonly jumps: boolean
  /** Whether a bar has not enough for all, so that those go first who would give most. */
  readonly competes: boolean
  fill(order: VenueOrder, match: Filled, bar: Bar): void
}

export function createMarket({ clock, book, jumps, competes, fill }: MarketOptions): Market {
  function meet(order: VenueOrder, bar: Bar, rule: (order: VenueOrder['resting'], bar: Bar) => Match): void {
    order.day = dayOf(bar.time)
    const match = rule(order.resting, bar)
    if (match.type === 'filled') fill(order, match, bar)
    else if (match.type === 'triggered') {
      order.resting = { ...order.resting, triggered: true }
      order.owner.triggered(order)
    }
  }

  function expire(order: VenueOrder): void {
    if (isOver(order, clock.now())) order.owner.close(order, 'expired')
  }

  /** Whether its price was met before it ended or after, nobody knows. */
  function endDated(order: VenueOrder): void {
    const { terms, expiresAt } = order
    if (terms.timeInForce === 'gtd' && expiresAt !== undefined && expiresAt < clock.now())
      order.owner.close(order, 'expired')
  }

  function endImmediate(order: VenueOrder): void {
    if (isImmediate(order)) order.owner.close(order, 'canceled', 'Nothing to fill it at the open.')
  }

  return {
    openBar(bar, settle) {
      const there = book.listAtOpen(bar)
      if (there.length === 0) return undefined
      if (competes) there.sort(inRankAt(bar.open))
      const match = (order: VenueOrder): void => meet(order, bar, matchOpen)
      return inTurn([...stepsOf(there, expire), ...stepsOf(there, match), ...stepsOf(there, endImmediate)], settle)
    },
    closeBar(bar, settle) {
      const there = book.listWithin(bar)
      if (there.length === 0) return undefined
      if (competes) there.sort(inRankAt(bar.close))
      // A stop-limit that is triggered here waits for the next bar, so who is who is settled before.
      const [stops, limits] = [there.filter(isStop), there.filter((order) => !isStop(order))]
      const match = (order: VenueOrder): void => meet(order, bar, (resting) => matchWithin(resting, bar, jumps))
      for (const order of there) endDated(order)
      return inTurn([...stepsOf(stops, match), ...stepsOf(limits, match), ...stepsOf(there, expire)], settle)
    },
  }
}

/** Of those that would give the same the oldest goes first. */
function inRankAt(price: number): (a: VenueOrder, b: VenueOrder) => number {
  return (a, b) => compareAt(price, a.resting, b.resting) || byPriority(a, b)
}

/** One step for each order. A reaction to an earlier step may have closed it, or given it prices that are not for now. */
function stepsOf(orders: readonly VenueOrder[], act: (order: VenueOrder) => void): (() => void)[] {
  return orders.map((order) => {
    const { command } = order
    return () => {
      if (order.lifecycle === 'working' && order.command === command) act(order)
    }
  })
}
