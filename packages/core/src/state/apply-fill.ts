import { type Decimal, scale, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { Position } from '../model/position.ts'

/** A position as it is booked: with what its average and its profit are worked out from. */
export interface BookedPosition {
  readonly position: Position
  /** What was paid for what is held, multiplier included; below 0 for what a short brought in, 0 when flat. */
  readonly cost: Decimal
  /** Of all its fills. */
  readonly fees: Decimal
}

/** Where money ends: a quotient that is cut off here adds up exactly with everything after it. */
export const moneyPlaces = 20

/**
 * The position after a fill, at average cost.
 *
 * Adding moves the average, reducing realizes profit against it, and a fill that turns the position over does both:
 * what is left of it opens at its own price.
 *
 * Profit follows the money: it is what sales brought less what purchases took, plus the cost of what is held. So it is
 * exact, and a flat position has earned the sum of its sales less the sum of its purchases to the last digit.
 *
 * @param multiplier - money moved by a price change of 1 on a quantity of 1
 */
export function applyFill({ position, cost, fees }: BookedPosition, fill: Fill, multiplier: Decimal): BookedPosition {
  const held = position.quantity
  const bought = fill.side === 'buy'
  const change = bought ? fill.quantity : fill.quantity.neg()
  const paid = worthOf(fill, change, multiplier)
  const charged = fill.fees.isZero() ? fees : fees.plus(fill.fees)
  if (held.isZero())
    return { position: { ...position, quantity: change, averagePrice: fill.price }, cost: paid, fees: charged }

  const quantity = held.plus(change)
  if (held.isPositive() === change.isPositive()) {
    const total = cost.plus(paid)
    const averagePrice = total.div(scale(quantity, multiplier))
    return { position: { ...position, quantity, averagePrice }, cost: total, fees: charged }
  }

  const flat = quantity.isZero()
  const turns = !flat && quantity.isPositive() !== held.isPositive()
  const left = flat
    ? zero
    : turns
      ? worthOf(fill, quantity, multiplier)
      : cost.times(quantity).div(held).toDecimalPlaces(moneyPlaces)
  const gone = flat ? cost : cost.minus(left)
  return {
    position: {
      ...position,
      quantity,
      averagePrice: flat ? zero : turns ? fill.price : position.averagePrice,
      realizedProfit: position.realizedProfit.minus(paid).minus(gone),
    },
    cost: left,
    fees: charged,
  }
}

/** What a quantity is worth at the price of a fill. The price of a provisional one is a quotient, its value is not. */
export function worthOf({ price, provisional }: Fill, quantity: Decimal, multiplier: Decimal): Decimal {
  const value = scale(price.times(quantity), multiplier)
  return provisional ? value.toDecimalPlaces(moneyPlaces) : value
}
