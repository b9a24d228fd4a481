import { type Decimal, roundToTick } from '@shagun/core'
import { leavesOf, type VenueOrder } from './venue-order.ts'

/** What a split makes of a working order; what was filled before stays as it was. */
export interface SplitTerms {
  readonly quantity: Decimal
  readonly limitPrice?: Decimal
  readonly stopPrice?: Decimal
}

/** The terms in new shares; `undefined` where nothing is left of them. */
export function splitTerms(order: VenueOrder, ratio: Decimal): SplitTerms | undefined {
  const { terms, instrument, filledQuantity } = order
  const leaves = leavesOf(order).times(ratio)
  const whole = leaves.minus(leaves.mod(instrument.lotSize))
  if (whole.isZero()) return undefined
  // Rounded up, so that no price becomes 0.
  const split = (price: Decimal): Decimal => roundToTick(instrument, price.div(ratio), 'up')
  return {
    quantity: filledQuantity.plus(whole),
    ...('limitPrice' in terms && { limitPrice: split(terms.limitPrice) }),
    ...('stopPrice' in terms && { stopPrice: split(terms.stopPrice) }),
  }
}
