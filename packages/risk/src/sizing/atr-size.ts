import { readPositive } from '../options.ts'
import { isPositive, nothing, type RiskBudget, readRiskTerms, type Size, sizeByRisk, type ValueCap } from './size.ts'

/** `maxValue` caps what the position is worth, and needs a price. */
export type AtrSizeOptions = RiskBudget & {
  /** The average true range, in price. */
  readonly atr: number
  /** How many ranges away the stop is. */
  readonly multiple: number
} & (ValueCap | { readonly price?: number; readonly maxValue?: undefined })

/**
 * Sizes a position so that a move of `multiple` average true ranges loses `riskFraction` of equity, and no more.
 *
 * Quantity = equity x riskFraction / (multiple x atr x multiplier), rounded down to the lot and, where `maxValue` is
 * given, to what that buys at `price`.
 *
 * What is observed (equity, atr, price, maxValue) may be NaN, as an indicator is in its warm-up, or 0: the quantity is
 * then 0, and `reason` says why.
 *
 * @throws ShagunError `invalid-options` where `riskFraction`, `multiple`, `lotSize` or `multiplier` has no meaning
 * @example
 * ```ts
 * import { atrSize } from '@shagun/risk'
 *
 * const { quantity } = atrSize({ equity: 1_000_000, riskFraction: 0.01, atr: 24, multiple: 2, lotSize: 1 })
 * quantity.toString() // '208', from 10,000 / 48
 * ```
 */
export function atrSize(options: AtrSizeOptions): Size {
  const terms = readRiskTerms('atrSize', options)
  const multiple = readPositive('atrSize', 'multiple', options.multiple)
  const { atr } = options
  if (!isPositive(atr)) return nothing(`The average true range is ${atr}, so what a move would lose cannot be told.`)
  const loss = multiple.times(atr).times(terms.multiplier)
  return sizeByRisk(terms, loss, options.maxValue === undefined ? undefined : options)
}
