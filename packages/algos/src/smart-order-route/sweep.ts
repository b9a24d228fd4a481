import type { Side } from '@shagun/core'

/** What waits at one price, in whole lots. */
export interface SweepLevel {
  readonly price: number
  readonly lots: number
}

/** A route's side of the book, best price first, and what it costs to take from it. */
export interface SweepRoute {
  readonly levels: readonly SweepLevel[]
  /** Routes of one name see the same orders. */
  readonly book: string
  /** Of the traded value, in basis points; below 0 for a rebate. */
  readonly takerBps: number
  /** In the instrument's currency. */
  readonly perLot: number
  readonly perOrder: number
  /** No more than this goes there. */
  readonly mostLots: number
}

/** An order to one route, priced at the last level that it needs. */
export interface Slice {
  readonly route: number
  readonly lots: number
  readonly limitPrice: number
}

/**
 * Splits an order over routes so that it costs the least, with fees.
 *
 * Level after level the cheapest is taken, ties from the earlier route: where costs are linear, no split is cheaper.
 * Costs per order, and a smallest order, make it worth to leave routes out: all sets of up to ten routes are tried (of
 * more, of the ten that are cheapest at the touch), the split that takes the most lots wins, then the cheapest. Within a
 * set it is exact for costs per order; that a smallest order is made up with worse levels is not tried.
 *
 * @param leastLots - no order is smaller, save one that takes all there is to take
 * @param lotValue - money moved by a price change of 1 on a lot
 */
export function sweep(
  side: Side,
  lots: number,
  routes: readonly SweepRoute[],
  leastLots: number,
  lotValue: number,
): Slice[] {
  const offers = offersOf(side, routes, lotValue)
  const least = Math.min(leastLots, lots)
  const all = take(lots, routes, offers, () => true)
  const isLinear = routes.every(({ perOrder }) => perOrder === 0)
  if (isLinear && all.slices.every((slice) => slice.lots >= least)) return all.slices

  const candidates = [...new Set(offers.map(({ route }) => route))].slice(0, 10)
  let best: Split = { slices: [], lots: 0, cost: 0 }
  for (let set = 1; set < 2 ** candidates.length; set++) {
    const split = take(lots, routes, offers, (route) => {
      const bit = candidates.indexOf(route)
      return bit >= 0 && ((set >> bit) & 1) === 1
    })
    if (split.slices.some((slice) => slice.lots < least)) continue
    if (split.lots > best.lots || (split.lots === best.lots && split.cost < best.cost - tolerance)) best = split
  }
  return best.slices
}

/** Costs that differ by less are equal: what is left of rounding. */
const tolerance = 1e-8

interface Offer extends SweepLevel {
  readonly route: number
  /** Of a lot, with fees; what a sale brings counts negative. */
  readonly cost: number
}

interface Split {
  readonly slices: Slice[]
  readonly lots: number
  readonly cost: number
}

/** All levels of all routes, the cheapest first. */
function offersOf(side: Side, routes: readonly SweepRoute[], lotValue: number): Offer[] {
  const sign = side === 'buy' ? 1 : -1
  const offers = routes.flatMap(({ levels, takerBps, perLot }, route) =>
    levels.map(({ price, lots }) => {
      const value = price * lotValue
      const cost = sign * value + (value * takerBps) / 10_000 + perLot
      return { route, price, lots, cost: Math.round(cost / tolerance) * tolerance }
    }),
  )
  // Stable, and so by route and level where they cost the same.
  return offers.sort((a, b) => a.cost - b.cost)
}

function take(
  lots: number,
  routes: readonly SweepRoute[],
  offers: readonly Offer[],
  isOpen: (route: number) => boolean,
): Split {
  const taken = new Map<number, Slice>()
  const usedAt = new Map<string, number>()
  let left = lots
  let cost = 0
  for (const { route, price, lots: offered, cost: each } of offers) {
    if (left === 0) break
    if (!isOpen(route)) continue
    const { book, mostLots, perOrder } = routes[route]!
    const level = `${book} ${price}`
    const used = usedAt.get(level) ?? 0
    const before = taken.get(route)
    const part = Math.min(left, offered - used, mostLots - (before?.lots ?? 0))
    if (!(part > 0)) continue
    usedAt.set(level, used + part)
    taken.set(route, { route, lots: (before?.lots ?? 0) + part, limitPrice: price })
    cost += part * each + (before === undefined ? perOrder : 0)
    left -= part
  }
  return { slices: [...taken.values()].sort((a, b) => a.route - b.route), lots: lots - left, cost }
}
