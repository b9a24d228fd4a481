import { Decimal, type Side } from '@shagun/core'
import { readNonNegative } from '../options.ts'
import { isPositive, nothing, type RiskBudget, readRiskTerms, type Size, sizeByRisk } from './size.ts'

/** What may be lost, and between which prices. */
export interface FixedFractionalOptions extends RiskBudget {
  /** The price at which the position is opened. */
  readonly entry: number
  /** The price at which it is given up. */
  readonly stop: number
  /** Where given, a stop on the wrong side of the entry is refused. Default: the side that the stop tells. */
  readonly side?: Side
  /** Money paid for a quantity of 1, in and out together. Default: 0. */
  readonly feePerUnit?: number
  /** The most that the position may be worth at its entry, such as the cash there is. */
  readonly maxValue?: number
}

/**
 * Sizes a position so that being stopped out loses `riskFraction` of equity, and no more.
 *
 * Quantity = equity x riskFraction / (|entry - stop| x multiplier + feePerUnit), rounded down to the lot and, where
 * `maxValue` is given, to what that buys at the entry. Known as fixed-fractional sizing since Vince, "Portfolio
 * Management Formulas" (1990). A gap through the stop loses more.
 *
 * What is observed (equity, entry, stop, maxValue) may be NaN or 0, and a stop may lie at the entry or beyond it: the
 * quantity is then 0, and `reason` says why.
 *
 * @throws ShagunError `invalid-options` where `riskFraction`, `lotSize`, `multiplier` or `feePerUnit` has no meaning
 * @example
 * ```ts
 * import { fixedFractional } from '@shagun/risk'
 *
 * const { quantity } = fixedFractional({ equity: 500_000, riskFraction: 0.01, entry: 1520, stop: 1490, lotSize: 1 })
 * quantity.toString() // '166', from 5,000 / 30
 * ```
 */
export function fixedFractional(options: FixedFractionalOptions): Size {
  const terms = readRiskTerms('fixedFractional', options)
  const fee = readNonNegative('fixedFractional', 'feePerUnit', options.feePerUnit ?? 0)
  const { entry, stop, side, maxValue } = options
  if (!isPositive(entry)) return nothing(`The entry is ${entry}, so the distance to the stop cannot be told.`)
  if (!isPositive(stop)) return nothing(`The stop is ${stop}, so the distance to it cannot be told.`)
  if (stop === entry) return nothing(`The stop is at the entry of ${entry}, so there is no risk to size by.`)
  if (side !== undefined && (side === 'buy') === stop > entry)
    return nothing(`A ${side} at ${entry} has its stop at ${stop}, on the side of its profit.`)

  const loss = new Decimal(entry).minus(stop).abs().times(terms.multiplier).plus(fee)
  return sizeByRisk(terms, loss, maxValue === undefined ? undefined : { price: entry, maxValue })
}
