import { type Decimal, roundToTick } from '@shagun/core'
import { splitProtection } from './protection.ts'
import type { VenueOrder } from './venue-order.ts'

/** What a split makes of a working order; what was filled before stays as it was. */
interface SplitTerms {
  readonly quantity: Decimal
  readonly limitPrice?: Decimal
  readonly stopPrice?: Decimal
}

/**
 * Turns a working order into new shares.
 *
 * @returns whether anything is left of it; an order of which nothing is stays as it was
 */
export function splitOrder(
  order: VenueOrder,
  ratio: Decimal,
  change: (order: VenueOrder, terms: SplitTerms) => void,
): boolean {
  const { terms, instrument, filledQuantity, active } = order
  const inNew = (quantity: Decimal): Decimal => {
    const exact = quantity.minus(filledQuantity).times(ratio)
    return filledQuantity.plus(exact.minus(exact.mod(instrument.lotSize)))
  }
  const quantity = inNew(terms.quantity)
  if (quantity.eq(filledQuantity)) return false
  // Rounded up, so that no price becomes 0.
  const split = (price: Decimal): Decimal => roundToTick(instrument, price.div(ratio), 'up')
  if (active !== undefined) order.active = inNew(active)
  change(order, {
    quantity,
    ...('limitPrice' in terms && { limitPrice: split(terms.limitPrice) }),
    ...('stopPrice' in terms && { stopPrice: split(terms.stopPrice) }),
  })
  splitProtection(order, ratio)
  return true
}
