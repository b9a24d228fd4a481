import type { DecimalInput } from '@shagun/core'
import { readPositive } from '../options.ts'
import { isPositive, nothing, readPart, type Size } from './size.ts'

/** How much margin there is, and what a lot takes of it. */
export interface MarginSizeOptions {
  /** Money that can be blocked as margin, in the currency of the account. */
  readonly available: number
  /** Money that the broker blocks for one lot, in the same currency. */
  readonly marginPerLot: number
  /** The part of what is available that may be blocked, above 0 and at most 1. Default: 1. */
  readonly utilization?: number
  /** Quantities are whole multiples of this. */
  readonly lotSize: DecimalInput
}

/**
 * The largest position whose margin is there.
 *
 * Lots = available x utilization / marginPerLot, rounded down. Margin that grows faster than the position, as with tiers,
 * has to be asked of the broker for the size that comes out. What is observed (available, marginPerLot) may be NaN or 0:
 * the quantity is then 0, and `reason` says why.
 *
 * @throws ShagunError `invalid-options` where `utilization` or `lotSize` has no meaning
 * @example
 * ```ts
 * import { marginSize } from '@shagun/risk'
 *
 * const size = marginSize({ available: 500_000, marginPerLot: 118_000, utilization: 0.8, lotSize: 65 })
 * size.quantity.toString() // '195', three lots of 400,000 / 118,000
 * ```
 */
export function marginSize({ available, marginPerLot, utilization = 1, lotSize }: MarginSizeOptions): Size {
  const part = readPart('marginSize', 'utilization', utilization)
  const lot = readPositive('marginSize', 'lotSize', lotSize)
  if (!isPositive(marginPerLot))
    return nothing(`The margin of a lot is ${marginPerLot}, so what it takes cannot be told.`)
  if (!isPositive(available)) return nothing(`The margin available is ${available}, so there is nothing to block.`)
  const usable = part.times(available)
  const count = usable.divToInt(marginPerLot)
  if (count.isZero())
    return nothing(`One lot blocks ${marginPerLot}, more than the ${usable.toFixed()} that may be blocked.`)
  return { quantity: count.times(lot) }
}
