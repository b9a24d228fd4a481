import { type Decimal, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import { isOpen } from '../model/order.ts'
import type { ChildView } from '../ports/algo.ts'
import { type TrackedOrder, worstLeaves } from '../state/tracked-order.ts'

/** Where a parent order stands, counted anew from its children each time it is asked. */
export interface Tally {
  readonly children: readonly ChildView[]
  readonly fills: readonly Fill[]
  readonly filled: Decimal
  /** What open children may still fill, a change under way included. */
  readonly open: Decimal
}

/** A child's key is its order's tag. */
export function tally(orders: Iterable<TrackedOrder>, lotSize: Decimal): Tally {
  const children: ChildView[] = []
  const fills: Fill[] = []
  let filled = zero
  let open = zero
  for (const tracked of orders) {
    const { order } = tracked
    const { terms } = order
    filled = filled.plus(order.filledQuantity)
    open = open.plus(worstLeaves(tracked))
    fills.push(...tracked.fills)
    children.push({
      key: terms.tag ?? terms.clientOrderId,
      lots: lotsOf(terms.quantity, lotSize),
      filledLots: lotsOf(order.filledQuantity, lotSize),
      working: isOpen(order),
      certain: order.certainty === 'confirmed',
      ...('limitPrice' in terms && { price: terms.limitPrice.toNumber() }),
    })
  }
  return { children, fills, filled, open }
}

/** Whole lots; what does not fill one is left out. */
export function lotsOf(quantity: Decimal, lotSize: Decimal): number {
  return quantity.div(lotSize).floor().toNumber()
}

/** The average price over fills, `undefined` for none. */
export function averagePrice(fills: readonly Fill[]): Decimal | undefined {
  if (fills.length === 0) return undefined
  const quantity = fills.reduce((sum, fill) => sum.plus(fill.quantity), zero)
  return fills.reduce((sum, fill) => sum.plus(fill.price.times(fill.quantity)), zero).div(quantity)
}

/** Signed so that positive is a cost. */
export function slippageBps(side: 'buy' | 'sell', average: Decimal | undefined, arrival: number): number | null {
  if (average === undefined || !(arrival > 0)) return null
  const difference = average.toNumber() / arrival - 1
  return (side === 'buy' ? difference : -difference) * 10_000
}
