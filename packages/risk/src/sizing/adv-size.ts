import { Decimal, type DecimalInput } from '@shagun/core'
import { readPositive } from '../options.ts'
import { fit, isPositive, nothing, readPart, type Size } from './size.ts'

/** How much of the market's volume a position may be. */
export interface AdvSizeOptions {
  /** How much is traded in a day, in the unit of orders: the mean of the last twenty days, say. */
  readonly averageDailyVolume: number
  /** The part of that volume that is traded in a day, above 0 and at most 1; 0.05 is 5 %. */
  readonly participation: number
  /** In how many days the position must be gone. Default: 1. */
  readonly days?: number
  /** Quantities are whole multiples of this. */
  readonly lotSize: DecimalInput
}

/**
 * Sizes a position so that it can be left again: it is no more than a share of what the market trades in so many days.
 *
 * Quantity = averageDailyVolume x participation x days, rounded down to the lot. The volume is observed and may be NaN
 * or 0: the quantity is then 0, and `reason` says why.
 *
 * @throws ShagunError `invalid-options` where `participation`, `days` or `lotSize` has no meaning
 * @example
 * ```ts
 * import { advSize } from '@shagun/risk'
 *
 * advSize({ averageDailyVolume: 12_000, participation: 0.05, lotSize: 65 }).quantity.toString() // '585', of 600
 * ```
 */
export function advSize({ averageDailyVolume, participation, days = 1, lotSize }: AdvSizeOptions): Size {
  const share = readPart('advSize', 'participation', participation).times(readPositive('advSize', 'days', days))
  const lot = readPositive('advSize', 'lotSize', lotSize)
  if (!isPositive(averageDailyVolume))
    return nothing(`The average daily volume is ${averageDailyVolume}, so there is nobody to trade with.`)
  return fit(lot, new Decimal(1), share.times(averageDailyVolume), 'is', 'may be traded')
}
