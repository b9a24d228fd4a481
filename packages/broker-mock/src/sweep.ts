import { Decimal, type DepthLevel } from '@shagun/core'
import { isWithinLimit } from './match.ts'
import type { Line } from './order-book.ts'
import { isStop, leavesOf, partOf, type VenueOrder } from './venue-order.ts'

/**
 * An order takes what is there: best price first, and of one price what stood there first, whoever shows it.
 *
 * Others have no names here, so of them there is only what is displayed; orders of other accounts at this venue are met
 * one by one. Before it would trade with an order of its own account, the rest of it is canceled.
 */
export function sweep(order: VenueOrder, line: Line, selfTrade: boolean): void {
  const { command } = order
  if (order.terms.timeInForce === 'fok' && !canFillWhole(order, line, selfTrade)) return
  while (order.lifecycle === 'working' && order.command === command) {
    const maker = bestMaker(order, line)
    const level = bestLevel(order, line, maker)
    if (level !== undefined) takeLevel(order, line, level, maker)
    else if (maker === undefined) return
    else if (maker.owner === order.owner && !selfTrade)
      order.owner.close(order, 'canceled', `Would trade with ${maker.brokerOrderId} of the same account.`)
    else trade(order, maker)
  }
}

/** The order of ours that stands first on the other side, where its price is good enough. */
function bestMaker(order: VenueOrder, { working }: Line): VenueOrder | undefined {
  let best: VenueOrder | undefined
  for (const other of working)
    if (isMaker(other, order) && (best === undefined || isBefore(other, best, order))) best = other
  return best
}

function isMaker(other: VenueOrder, order: VenueOrder): boolean {
  return (
    other.rested &&
    other.terms.side !== order.terms.side &&
    other.lifecycle === 'working' &&
    !isStop(other) &&
    leavesOf(other).gt(0) &&
    isGoodEnough(order, other.resting.limit)
  )
}

function isBefore(one: VenueOrder, other: VenueOrder, taker: VenueOrder): boolean {
  const [price, than] = [one.resting.limit, other.resting.limit]
  return price === than ? one.priority < other.priority : isBetterFor(taker, price, than)
}

function isGoodEnough(order: VenueOrder, price: number): boolean {
  return order.resting.type === 'market' || isWithinLimit(order.resting, price)
}

function isBetterFor({ terms: { side } }: VenueOrder, price: number, than: number): boolean {
  return side === 'buy' ? price < than : price > than
}

/** The best level of others, where it comes before the order of ours. */
function bestLevel(order: VenueOrder, { display }: Line, maker: VenueOrder | undefined): DepthLevel | undefined {
  const ladder = display!.against(order.terms.side)
  for (const level of ladder.levels) {
    const { price } = level
    if (!isGoodEnough(order, price)) return undefined
    if (maker !== undefined && isBetterFor(order, maker.resting.limit, price)) return undefined
    const shown = ladder.available(level)
    const first = maker?.resting.limit === price ? Math.min(shown, maker.ahead) : shown
    if (first > 0 && partOf(order, first).gt(0)) return level
  }
  return undefined
}

function takeLevel(order: VenueOrder, { display, working }: Line, level: DepthLevel, maker?: VenueOrder): void {
  const ladder = display!.against(order.terms.side)
  const shown = ladder.available(level)
  const isShared = maker?.resting.limit === level.price
  const quantity = partOf(order, isShared ? Math.min(shown, maker.ahead) : shown)
  if (!order.owner.fill(order, quantity, new Decimal(level.price))) return
  const took = quantity.toNumber()
  ladder.take(level, took)
  if (!isShared) return
  for (const other of working)
    if (other.rested && other.terms.side !== order.terms.side && other.resting.limit === level.price)
      other.ahead = Math.max(0, other.ahead - took)
}

/** Between two orders of ours, at the price of the one that was there. One that cannot be paid for is out of the way. */
function trade(order: VenueOrder, maker: VenueOrder): void {
  const quantity = Decimal.min(leavesOf(order), leavesOf(maker))
  const price = 'limitPrice' in maker.terms ? maker.terms.limitPrice : new Decimal(maker.resting.limit)
  for (const one of [maker, order]) {
    const refusal = one.owner.refusal(one, quantity, price)
    if (refusal === undefined) continue
    one.owner.close(one, one.fills.length === 0 ? 'rejected' : 'canceled', refusal)
    return
  }
  const fills = [maker, order].map((one) => ({ one, fill: one.owner.book(one, quantity, price) }))
  for (const { one, fill } of fills) one.owner.tell(one, fill)
}

/** Whether all of it can be had now, and be paid for at the worst of these prices. */
function canFillWhole(order: VenueOrder, { display, working }: Line, selfTrade: boolean): boolean {
  const ladder = display!.against(order.terms.side)
  const offers = [
    ...ladder.levels.map((level) => ({ price: level.price, quantity: ladder.available(level), maker: undefined })),
    ...[...working]
      .filter((other) => isMaker(other, order))
      .map((maker) => ({ price: maker.resting.limit, quantity: leavesOf(maker).toNumber(), maker })),
  ].filter(({ price }) => isGoodEnough(order, price))
  // At one price its own order counts first, so that it is never believed to be behind what it stands before.
  offers.sort((a, b) => (a.price === b.price ? Number(isOwn(b.maker)) - Number(isOwn(a.maker)) : compare(a, b)))
  let left = leavesOf(order)
  const met = new Map<VenueOrder['owner'], Decimal>()
  for (const { price, quantity, maker } of offers) {
    if (isOwn(maker) && !selfTrade) return false
    if (maker !== undefined && !canPay(maker, price)) continue
    left = left.minus(maker === undefined ? wholeLots(quantity, order) : quantity)
    if (left.gt(0)) continue
    const refusal = order.owner.refusal(order, leavesOf(order), new Decimal(price))
    if (refusal === undefined) return true
    order.owner.close(order, 'rejected', refusal)
    return false
  }
  return false

  /** Together with what else its account would trade; one that could not is out of the way when it is met. */
  function canPay(maker: VenueOrder, price: number): boolean {
    const all = leavesOf(maker).plus(met.get(maker.owner) ?? 0)
    if (maker.owner.refusal(maker, all, new Decimal(price)) !== undefined) return false
    met.set(maker.owner, all)
    return true
  }

  function isOwn(maker: VenueOrder | undefined): boolean {
    return maker !== undefined && maker.owner === order.owner
  }

  function compare(a: { readonly price: number }, b: { readonly price: number }): number {
    return isBetterFor(order, a.price, b.price) ? -1 : 1
  }
}

function wholeLots(quantity: number, { instrument: { lotSize } }: VenueOrder): Decimal {
  const exact = new Decimal(quantity)
  return exact.isFinite() ? exact.minus(exact.mod(lotSize)) : exact
}
