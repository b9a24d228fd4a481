import type { RoundTrip } from '@shagun/core'

/**
 * The profit of a round trip as a fraction of the money that was entered.
 *
 * How much was entered in all, multiplier included, follows from what the change in price came to before fees; where the
 * price did not change, the largest quantity held stands for it.
 */
export function tripReturn({ direction, quantity, entryPrice, exitPrice, fees, profit }: RoundTrip): number | null {
  const change = direction === 'long' ? exitPrice.minus(entryPrice) : entryPrice.minus(exitPrice)
  const entered = change.isZero() ? quantity : profit.plus(fees).div(change)
  const value = entered.times(entryPrice).abs()
  return value.isZero() ? null : profit.div(value).toNumber()
}
