import { isPositive, nothing, type RiskBudget, readRiskTerms, type Size, sizeByRisk } from './size.ts'

/** What may be lost on a bad day, and how bad one is. */
export interface VarSizeOptions extends RiskBudget {
  /** Of a quantity of 1, in the instrument's currency. */
  readonly price: number
  /** Of the instrument, as a fraction of what is held: as `valueAtRisk` gives it, for the period that the budget is for. */
  readonly valueAtRisk: number | null
}

/**
 * Sizes a position so that its value at risk is `riskFraction` of equity, and no more.
 *
 * Quantity = equity x riskFraction / (price x multiplier x valueAtRisk), rounded down to the lot. The position is taken
 * by itself: where it goes along with others only in part, all together risk less than the sum of their budgets. An
 * expected shortfall can stand in for the value at risk.
 *
 * What is observed (equity, price, valueAtRisk, fxRate) may be NaN, null or 0: the quantity is then 0, and `reason` says
 * why.
 *
 * @throws ShagunError `invalid-options` where `riskFraction`, `lotSize` or `multiplier` has no meaning
 * @example
 * ```ts
 * import { valueAtRisk, varSize } from '@shagun/risk'
 *
 * const worst = valueAtRisk([0.01, -0.03, 0.02, -0.01, 0.005], { confidence: 0.75, method: 'historical' }) // 0.01
 * const size = varSize({ equity: 1_000_000, riskFraction: 0.002, price: 1520, valueAtRisk: worst, lotSize: 1 })
 * size.quantity.toString() // '131', from 2,000 / 15.2
 * ```
 */
export function varSize(options: VarSizeOptions): Size {
  const terms = readRiskTerms('varSize', options)
  const { price, valueAtRisk } = options
  if (!isPositive(price)) return nothing(`The price is ${price}, so what a lot is worth cannot be told.`)
  if (valueAtRisk === null || !isPositive(valueAtRisk))
    return nothing(`The value at risk is ${valueAtRisk}, so what a bad day would lose cannot be told.`)
  return sizeByRisk(terms, terms.multiplier.times(price).times(valueAtRisk))
}
