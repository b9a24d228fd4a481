import { Decimal, type DepthLevel, type InstrumentId, type Side, type Timestamp } from '@shagun/core'
import type { Display } from './display.ts'
import { createDisplay } from './display.ts'
import { isWithinLimit } from './match.ts'
import { isTriggered } from './match-print.ts'
import { byPriority, type Line, type Nearest, type OrderBook } from './order-book.ts'
import { sweep } from './sweep.ts'
import { isImmediate, isStop, partOf, type VenueOrder } from './venue-order.ts'

/** What others show of an instrument. */
export interface Shown {
  readonly instrument: InstrumentId
  readonly bids: readonly DepthLevel[] | undefined
  readonly asks: readonly DepthLevel[] | undefined
  /** The price of the last trade, where it is told with it. */
  readonly last: number | undefined
}

/** Trading against what others display. */
export interface Displayed {
  /**
   * @param matches - whether orders meet it now; else it is only looked at, as in an auction
   * @param before - it meets only orders that were there before this moment; default: all that are there
   */
  show(shown: Shown, matches: boolean, before?: Timestamp): void
  /** An order comes, or comes again at another price: it takes what it may, and what is left of it rests or ends. */
  come(order: VenueOrder): void
  /** What was shown of it may not be so any more. */
  outdate(instrument: InstrumentId): void
}

export interface DisplayedOptions {
  readonly book: OrderBook
  /** Whether orders of one account may trade with each other. */
  readonly selfTrade: boolean
  /** Whether those who leave a queue are as likely before an order as behind it; else they were behind it. */
  readonly proportional: boolean
  /**
   * Whether an order that comes takes what is displayed already. Else it takes only what is shown from then on; one that
   * would take nothing rests behind it at once, as far as it is not outdated.
   */
  readonly atOnce: boolean
}

export function createDisplayed({ book, selfTrade, proportional, atOnce }: DisplayedOptions): Displayed {
  function arrive(order: VenueOrder): void {
    const line = book.lineOf(order.instrument.id)
    const { display } = line
    if (display === undefined || order.lifecycle !== 'working' || isStop(order)) return
    const { command } = order
    sweep(order, line, selfTrade)
    if (order.lifecycle !== 'working' || order.command !== command) return
    if (isImmediate(order)) order.owner.close(order, 'canceled', 'Nothing more to fill it at once.')
    else if (order.resting.type !== 'market') {
      order.rested = true
      line.nearest = undefined
      order.ahead = display.beside(order.terms.side).sizeAt(order.resting.limit) ?? Number.POSITIVE_INFINITY
    }
  }

  /** Of these it is known what is displayed now. */
  const known = new Set<InstrumentId>()

  function wouldTake({ resting, instrument, terms: { side } }: VenueOrder): boolean {
    const ladder = book.lineOf(instrument.id).display?.against(side)
    return ladder !== undefined && (resting.type === 'market' || isWithinLimit(resting, ladder.best))
  }

  return {
    come(order) {
      const rests = known.has(order.instrument.id) && !isImmediate(order) && !wouldTake(order)
      if (atOnce || rests) arrive(order)
    },
    outdate: (instrument) => void known.delete(instrument),
    show({ instrument, bids, asks, last }, matches, before = Number.POSITIVE_INFINITY) {
      const line = book.lineOf(instrument)
      const { working } = line
      if (last !== undefined) line.last = last
      line.display ??= createDisplay()
      const { display } = line
      const sizes = proportional && working.size > 0 ? sizesOf(working, display) : undefined
      display.update(bids, asks)
      if (!atOnce) known.add(instrument)
      if (working.size === 0 || !matches) return
      const [bid, ask] = [display.beside('buy'), display.beside('sell')]
      // Quotes come by the million, and most of them touch nobody: what rests is further away than all that is shown.
      const { buy, sell } = (line.nearest ??= nearestOf(working))
      if (buy < bid.worst && sell > ask.worst && buy < ask.best && sell > bid.best) return
      let meeting: VenueOrder[] | undefined
      for (const order of working) {
        const { side, limit } = order.resting
        if (!order.rested) {
          if (order.since >= before) continue
          if (!isStop(order) || (last !== undefined && isTriggered(order.resting, last))) (meeting ??= []).push(order)
          continue
        }
        if (side === 'buy' ? limit >= bid.worst : limit <= ask.worst) moveUp(order, display, sizes?.get(order))
        if (side === 'buy' ? limit >= ask.best : limit <= bid.best) (meeting ??= []).push(order)
      }
      if (meeting !== undefined) meet(meeting.sort(byPriority), line)
    },
  }

  function meet(meeting: readonly VenueOrder[], line: Line): void {
    const commands = new Map(meeting.map((order) => [order, order.command]))
    for (const order of meeting) {
      if (!isStop(order) || order.lifecycle !== 'working') continue
      book.trigger(order)
      order.owner.triggered(order)
    }
    for (const order of inRank(meeting)) {
      if (order.lifecycle !== 'working' || order.command !== commands.get(order)) continue
      if (order.rested) giveWay(order, line.display!)
      else arrive(order)
    }
  }

  /** Those who were before it can only have become fewer. */
  function moveUp(order: VenueOrder, display: Display, before: number | undefined): void {
    const size = display.beside(order.terms.side).sizeAt(order.resting.limit)
    if (size === undefined) return
    const share = before !== undefined && before > size && before < Number.POSITIVE_INFINITY ? size / before : 1
    order.ahead = order.ahead === Number.POSITIVE_INFINITY ? size : Math.min(order.ahead * share, size)
  }
}

/** Orders that do not rest may meet anything. */
function nearestOf(working: ReadonlySet<VenueOrder>): Nearest {
  let [buy, sell] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const { rested, resting } of working) {
    if (!rested) return { buy: Number.POSITIVE_INFINITY, sell: Number.NEGATIVE_INFINITY }
    if (resting.side === 'buy') buy = Math.max(buy, resting.limit)
    else sell = Math.min(sell, resting.limit)
  }
  return { buy, sell }
}

/** What was shown at the price of each, before it is shown anew. */
function sizesOf(working: ReadonlySet<VenueOrder>, display: Display): Map<VenueOrder, number | undefined> {
  return new Map(
    Array.from(working, (order) => [order, display.beside(order.terms.side).sizeAt(order.resting.limit)] as const),
  )
}

/**
 * Others offer at the price of an order that was there before them, or at a better one. Whoever came met it first, so it
 * trades at its own price, up to what they still show; and nobody of others is left before it.
 */
function giveWay(order: VenueOrder, display: Display): void {
  const { command, resting } = order
  const ladder = display.against(order.terms.side)
  order.ahead = 0
  for (const level of ladder.levels) {
    if (order.lifecycle !== 'working' || order.command !== command || !isWithinLimit(resting, level.price)) return
    const quantity = partOf(order, ladder.available(level))
    if (quantity.gt(0) && order.owner.fill(order, quantity, new Decimal(resting.limit)))
      ladder.take(level, quantity.toNumber())
  }
}

/** On each side market orders first, then the best price, then the oldest. */
function inRank(orders: readonly VenueOrder[]): VenueOrder[] {
  const key = ({ resting: { type, side, limit } }: VenueOrder): number =>
    type === 'market' ? Number.NEGATIVE_INFINITY : side === 'buy' ? -limit : limit
  const ranked = (side: Side): VenueOrder[] =>
    orders
      .filter(({ terms }) => terms.side === side)
      .sort((a, b) => (key(a) === key(b) ? byPriority(a, b) : key(a) < key(b) ? -1 : 1))
  return [...ranked('buy'), ...ranked('sell')]
}
