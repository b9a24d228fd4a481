import { type AccountView, Decimal, type InstrumentId, type Order, type Product, type Side } from '@shagun/core'
import { isExit, leavesOf, listOpen } from './open-orders.ts'

/** An order that brings a position to flat, or nearer to it. */
export interface Exit {
  readonly instrument: InstrumentId
  readonly product: Product
  readonly side: Side
  readonly quantity: Decimal
}

const zero = new Decimal(0)

/**
 * What has yet to be asked for so that nothing is held: never more than is held, with everything filled that may still
 * fill on that side. Ways out that are open already are among those, so to ask again asks for nothing twice.
 *
 * @param waits - whether orders that are to be canceled are still waited for in an instrument
 */
export function planExits(
  view: AccountView,
  waits: (instrument: InstrumentId, others: readonly Order[]) => boolean,
): readonly Exit[] {
  const open = Map.groupBy(listOpen(view), ({ terms }) => terms.instrument)
  const exits: Exit[] = []
  for (const [instrument, positions] of view.positions) {
    if (positions.every(({ quantity }) => quantity.isZero())) continue
    const orders = open.get(instrument) ?? []
    if (
      waits(
        instrument,
        orders.filter((order) => !isExit(order)),
      )
    )
      continue
    const { long, short } = view.worstCase(instrument)
    const held = view.getQuantity(instrument)
    // The account counts more than its own orders show: those of others, and what a modification under way would add.
    const hiddenSells = Decimal.max(0, held.minus(short).minus(sumOfLeaves(orders, 'sell')))
    const hiddenBuys = Decimal.max(0, long.minus(held).minus(sumOfLeaves(orders, 'buy')))
    for (const { product, quantity } of positions) {
      const side = quantity.gt(0) ? 'sell' : 'buy'
      const hidden = side === 'sell' ? hiddenSells : hiddenBuys
      const left = quantity
        .abs()
        .minus(sumOfLeaves(orders, side, product))
        .minus(hidden)
      if (left.gt(0)) exits.push({ instrument, product, side, quantity: left })
    }
  }
  return exits
}

function sumOfLeaves(orders: readonly Order[], side: Side, product?: Product): Decimal {
  return orders.reduce(
    (sum, order) =>
      order.terms.side === side && (product === undefined || order.terms.product === product)
        ? sum.plus(leavesOf(order))
        : sum,
    zero,
  )
}
