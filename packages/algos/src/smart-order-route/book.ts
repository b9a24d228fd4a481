import type { ChildView, Side, Timestamp } from '@shagun/core'
import { isTaker } from './keys.ts'
import type { Note } from './params.ts'
import type { SweepLevel } from './sweep.ts'
import type { Terms, Venue } from './terms.ts'

/** What may be taken at a venue, as far as anybody knows. */
export interface Book {
  /** Best first, in whole lots. */
  readonly levels: readonly SweepLevel[]
  /** Whether it is newer than all that we know of our own orders there. */
  readonly isSettled: boolean
  /** The best price of the order's own side. */
  readonly near: number | undefined
}

interface Known extends Pick<Book, 'levels' | 'near'> {
  readonly asOf: Timestamp
}

/**
 * The side of a venue's book that an order takes from, within its limit, less what our own orders take or have taken since.
 *
 * A quote that is newer than the book takes away the levels that it has left behind. Where there is no book, nobody knows
 * how much waits at a quote: `touchLots` are taken to, once for each quote.
 *
 * @returns `undefined` where nothing is known that is young enough, or what is known cannot be: bids above asks
 */
export function readBook(
  venue: Venue,
  side: Side,
  now: Timestamp,
  terms: Pick<Terms, 'maxQuoteAgeMs' | 'touchLots'>,
  children: readonly ChildView[],
  notes: Readonly<Record<string, Note>>,
): Book | undefined {
  const known = latest(venue, side, now, terms)
  if (known === undefined) return undefined
  const { limit, instrument } = venue
  const isWithin = ({ price }: SweepLevel): boolean => limit === undefined || isAtLeast(limit, price, side)
  const own = children
    .filter((child) => child.instrument === instrument.id && isSince(known.asOf, child, notes))
    .sort((a, b) => Number(isEmptied(b)) - Number(isEmptied(a)) || reachOf(a, side) - reachOf(b, side))
  return {
    levels: own.reduce((levels, child) => without(levels, child, side), known.levels).filter(isWithin),
    isSettled: own.length === 0,
    near: known.near,
  }
}

/** What the venue shows, whoever it belongs to. */
function latest(
  { quote, depth, instrument }: Venue,
  side: Side,
  now: Timestamp,
  { maxQuoteAgeMs, touchLots }: Pick<Terms, 'maxQuoteAgeMs' | 'touchLots'>,
): Known | undefined {
  // What is stamped far ahead of now is as little to be believed as what is old.
  const isFresh = (time: Timestamp, lagMs = 0): boolean => Math.abs(now - time) + lagMs <= maxQuoteAgeMs
  const young = quote && isFresh(quote.time, (quote.delayedBySec ?? 0) * 1000) ? quote : undefined
  if (young && isCrossed(young.bid, young.ask)) return undefined
  const [near, touch] = side === 'buy' ? [young?.bid, young?.ask] : [young?.ask, young?.bid]

  if (depth && isFresh(depth.time)) {
    if (isCrossed(depth.bids[0]?.price, depth.asks[0]?.price)) return undefined
    const [mine, theirs] = side === 'buy' ? [depth.bids, depth.asks] : [depth.asks, depth.bids]
    const levels = inLots(theirs, instrument.lotSize.toNumber())
    const isNewer = young !== undefined && young.time > depth.time
    const isLeft = isNewer && touch !== undefined
    return {
      asOf: depth.time,
      near: isNewer ? near : mine[0]?.price,
      levels: isLeft ? levels.filter(({ price }) => isAtLeast(price, touch, side)) : levels,
    }
  }
  if (young === undefined) return undefined
  return { asOf: young.time, near, levels: touch !== undefined && touch > 0 ? [{ price: touch, lots: touchLots }] : [] }
}

function isCrossed(bid: number | undefined, ask: number | undefined): boolean {
  return bid !== undefined && ask !== undefined && bid > ask && ask > 0
}

/** Whole lots at each price, where what is left of the levels before it counts in. */
function inLots(levels: readonly { readonly price: number; readonly quantity: number }[], lot: number): SweepLevel[] {
  let units = 0
  let lots = 0
  const whole: SweepLevel[] = []
  for (const { price, quantity } of levels) {
    if (!(price > 0 && quantity > 0)) continue
    units += quantity
    const more = Math.floor(units / lot + 1e-9) - lots
    if (more > 0) whole.push({ price, lots: more })
    lots += more
  }
  return whole
}

/** Whether a book of that time may still show what this child has taken, or is about to take. */
function isSince(asOf: Timestamp, child: ChildView, notes: Readonly<Record<string, Note>>): boolean {
  if (!isTaker(child.key)) return false
  if (child.working) return true
  const note = notes[child.key]
  return note?.rejected !== true && (note?.heardAt ?? child.placedAt) >= asOf
}

function without(levels: readonly SweepLevel[], child: ChildView, side: Side): SweepLevel[] {
  const { price: limit, lots } = child
  const isInReach = (price: number): boolean => limit === undefined || isAtLeast(limit, price, side)
  if (isEmptied(child)) return levels.filter(({ price }) => !isInReach(price))
  let left = lots
  const rest: SweepLevel[] = []
  for (const level of levels) {
    const gone = isInReach(level.price) ? Math.min(left, level.lots) : 0
    left -= gone
    if (gone < level.lots) rest.push({ ...level, lots: level.lots - gone })
  }
  return rest
}

/** It got less than it asked for, so that there is nothing left where it was. */
function isEmptied({ working, lots, filledLots }: ChildView): boolean {
  return !working && filledLots < lots
}

/** The order of these leaves the least to others: who may only take the best takes that, who may take more the rest. */
function reachOf({ price = Number.POSITIVE_INFINITY }: ChildView, side: Side): number {
  return side === 'buy' || price === Number.POSITIVE_INFINITY ? price : -price
}

/** Whether a price is as far from the near side as another, or farther: for a buy as high, for a sell as low. */
function isAtLeast(price: number, other: number, side: Side): boolean {
  return side === 'buy' ? price >= other : price <= other
}
