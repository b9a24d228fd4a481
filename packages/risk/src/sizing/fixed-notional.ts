import { type LotTerms, readLots, type Size, sizeByValue } from './size.ts'

/** What a position is to be worth. */
export interface FixedNotionalOptions extends LotTerms {
  /** In the currency of the account, such as a part of equity. */
  readonly value: number
  /** Of a quantity of 1, in the instrument's currency. */
  readonly price: number
}

/**
 * Sizes a position to be worth a fixed amount of money, and no more.
 *
 * Quantity = value / (price x multiplier x fxRate), rounded down to the lot. This is also how a weight becomes a
 * quantity: the value is then weight x equity. Fees come on top.
 *
 * What is observed (value, price, fxRate) may be NaN or 0: the quantity is then 0, and `reason` says why.
 *
 * @throws ShagunError `invalid-options` where `lotSize` or `multiplier` has no meaning
 * @example
 * ```ts
 * import { fixedNotional } from '@shagun/risk'
 *
 * fixedNotional({ value: 100_000, price: 1520, lotSize: 1 }).quantity.toString() // '65', worth 98,800
 * ```
 */
export function fixedNotional(options: FixedNotionalOptions): Size {
  const lots = readLots('fixedNotional', options)
  return sizeByValue(lots, options.price, options.value)
}
