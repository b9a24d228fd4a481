import { type Decimal, scale, zero } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import { type BookedPosition, moneyPlaces } from './apply-fill.ts'

/**
 * The position after a corporate action.
 *
 * A ratio changes how many units there are and leaves their cost as it was. An amount is paid for each unit held before:
 * a dividend is profit, anything else gives back a part of the cost. A short position pays it.
 */
export function applyAdjustment(
  booked: BookedPosition,
  { action, ratio, amount }: JournalEventOf<'position.adjusted'>,
  multiplier: Decimal,
): BookedPosition {
  const { position, cost, fees } = booked
  if (position.quantity.isZero()) return booked
  const paid = amount === undefined ? zero : scale(position.quantity.times(amount), multiplier)
  if (action === 'dividend')
    return { ...booked, position: { ...position, realizedProfit: position.realizedProfit.plus(paid) } }
  // 1 for 3 has no end in digits; cut off, a third of 300 is 100.
  const quantity = ratio === undefined ? position.quantity : position.quantity.times(ratio).toDecimalPlaces(moneyPlaces)
  const left = cost.minus(paid)
  const averagePrice = quantity.isZero() ? zero : left.div(scale(quantity, multiplier))
  return { position: { ...position, quantity, averagePrice }, cost: left, fees }
}
