import type { DecimalInput } from '@shagun/core'
import { readPositive } from '../options.ts'
import { capValue, type LotTerms, nothing, readLots, type Size, type ValueCap } from './size.ts'

/** The same quantity each time; `maxValue` caps what it is worth, and needs a price. */
export type FixedQuantityOptions = Omit<LotTerms, 'fxRate'> & {
  /** In the unit of orders. */
  readonly quantity: DecimalInput
} & (ValueCap | { readonly price?: number; readonly maxValue?: undefined })

/**
 * Sizes every position alike: the given quantity, rounded down to the lot and, where `maxValue` is given, to what that
 * buys at `price`.
 *
 * What is observed (price, maxValue) may be NaN or 0: the quantity is then 0, and `reason` says why.
 *
 * @throws ShagunError `invalid-options` where `quantity`, `lotSize` or `multiplier` has no meaning
 * @example
 * ```ts
 * import { fixedQuantity } from '@shagun/risk'
 *
 * fixedQuantity({ quantity: 200, lotSize: 65 }).quantity.toString() // '195'
 * ```
 */
export function fixedQuantity(options: FixedQuantityOptions): Size {
  const lots = readLots('fixedQuantity', options)
  const quantity = readPositive('fixedQuantity', 'quantity', options.quantity)
  const count = quantity.divToInt(lots.lotSize)
  if (count.isZero())
    return nothing(`The quantity of ${quantity.toFixed()} is less than one lot of ${lots.lotSize.toFixed()}.`)
  const size = { quantity: count.times(lots.lotSize) }
  return options.maxValue === undefined ? size : capValue(size, lots, options)
}
