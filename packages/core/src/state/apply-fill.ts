import { type Decimal, scale, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { Position } from '../model/position.ts'

/**
 * The position after a fill, at average cost.
 *
 * Adding moves the average, reducing realizes profit against it, and a fill that turns the position over does both:
 * what is left of it opens at its own price.
 *
 * @param multiplier - money moved by a price change of 1 on a quantity of 1
 */
export function applyFill(position: Position, fill: Fill, multiplier: Decimal): Position {
  const held = position.quantity
  const change = fill.side === 'buy' ? fill.quantity : fill.quantity.neg()
  if (held.isZero()) return { ...position, quantity: change, averagePrice: fill.price }

  const quantity = held.plus(change)
  if (held.isPositive() === change.isPositive()) {
    const cost = position.averagePrice.times(held).plus(fill.price.times(change))
    return { ...position, quantity, averagePrice: cost.div(quantity) }
  }

  const turns = quantity.isPositive() !== held.isPositive() && !quantity.isZero()
  const closed = turns ? held : change.neg()
  const profit = scale(fill.price.minus(position.averagePrice).times(closed), multiplier)
  return {
    ...position,
    quantity,
    averagePrice: quantity.isZero() ? zero : turns ? fill.price : position.averagePrice,
    realizedProfit: position.realizedProfit.plus(profit),
  }
}
