import type { DecimalInput, RiskRule } from '@shagun/core'
import { readPositive } from '../options.ts'
import { limitSum } from './limit-sum.ts'
import { createWorth, type ExposureOptions, grossOf } from './worth.ts'

/**
 * Denies what could take gross exposure beyond `limit` times equity.
 *
 * Gross exposure is measured as {@link maxGrossExposure} does, on the worst case; equity is that of the account's view, or,
 * with `fx`, the sum of what there is in each currency. What adds nothing, or can only reduce a position, passes; where a
 * price is missing, or equity is not above 0, nothing else does. Exactly the limit passes.
 *
 * @param limit - a multiple of equity, above 0; 1 is no leverage
 * @throws ShagunError `invalid-options` where the limit is not a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxLeverage } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxLeverage(2.5)]
 * ```
 */
export function maxLeverage(limit: DecimalInput, options: ExposureOptions = {}): RiskRule {
  const most = readPositive('maxLeverage', 'limit', limit).toNumber()
  const worth = createWorth(options)
  return limitSum(options.name ?? 'max-leverage', worth, (intent, view) => {
    const equity = worth.equity(view)
    if (typeof equity === 'string') return equity
    if (!(equity > 0)) return `Equity is ${equity}`
    const missing = worth.measure(intent, view)
    if (missing !== undefined) return missing
    const { before, after } = grossOf(worth)
    return { before: before / equity, after: after / equity, most, what: 'Leverage' }
  })
}
