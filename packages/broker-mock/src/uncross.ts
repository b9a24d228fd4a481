import { Decimal, type DepthLevel, type Side, type Timestamp } from '@shagun/core'
import { equilibriumOf, type Offers } from './auction.ts'
import { byPriority, type Line } from './order-book.ts'
import { isImmediate, isStop, leavesOf, partOf, type VenueOrder } from './venue-order.ts'

/**
 * The auction of one instrument: all that was collected trades at one price, market orders first, then the best price;
 * of one price what others showed goes before the orders here, and these by time.
 *
 * Nobody is the other side of anybody in particular, so orders of one account may both trade.
 *
 * @param ended - when it was over: orders that came later have no part in it
 */
export function uncross(line: Line, ended: Timestamp): void {
  const { display, last } = line
  if (display === undefined) return
  const ours = [...line.working].filter((order) => order.since < ended && !isStop(order)).sort(byPriority)
  const shown = { buy: display.beside('buy').levels, sell: display.beside('sell').levels }
  const offersOf = (side: Side): Offers => [...shown[side], ...ours.filter(isOf(side)).map(offerOf)]
  const found = equilibriumOf(offersOf('buy'), offersOf('sell'), last)
  line.display = undefined
  if (found !== undefined)
    for (const side of ['buy', 'sell'] as const) allot(side, shown[side], ours.filter(isOf(side)), found)
  for (const order of ours)
    if (order.lifecycle === 'working' && isImmediate(order))
      order.owner.close(order, 'canceled', 'Nothing more to fill it in the auction.')
  if (found !== undefined) line.last = found.price
}

function allot(
  side: Side,
  shown: readonly DepthLevel[],
  ours: readonly VenueOrder[],
  { price, quantity }: { readonly price: number; readonly quantity: number },
): void {
  let left = new Decimal(quantity)
  const exact = new Decimal(price)
  const queue = [
    ...shown.map((level) => ({ ...level, order: undefined })),
    ...ours.map((order) => ({ ...offerOf(order), order })),
  ].filter((offer) => (side === 'buy' ? offer.price >= price : offer.price <= price))
  // A stable order: at one price others stay before ours, and ours by time.
  queue.sort((a, b) => (a.price === b.price ? 0 : a.price < b.price === (side === 'sell') ? -1 : 1))
  for (const { order, ...offer } of queue) {
    if (order === undefined) left = left.minus(Decimal.min(left, offer.quantity))
    else if (order.lifecycle === 'working') {
      const part = partOf(order, left)
      const whole = order.terms.timeInForce !== 'fok' || part.eq(leavesOf(order))
      if (whole && part.gt(0) && order.owner.fill(order, part, exact)) left = left.minus(part)
    }
  }
}

function isOf(side: Side): (order: VenueOrder) => boolean {
  return ({ terms }) => terms.side === side
}

function offerOf(order: VenueOrder): { readonly price: number; readonly quantity: number } {
  const { type, side, limit } = order.resting
  const most = side === 'buy' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  return { price: type === 'market' ? most : limit, quantity: leavesOf(order).toNumber() }
}
