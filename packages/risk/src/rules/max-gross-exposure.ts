import type { DecimalInput, RiskRule } from '@shagun/core'
import { readPositive } from '../options.ts'
import { limitSum } from './limit-sum.ts'
import { createWorth, type ExposureOptions, grossOf } from './worth.ts'

/**
 * Denies what could take the gross exposure of the account beyond `limit`.
 *
 * Gross exposure is the sum over instruments of quantity x multiplier x last price, long and short alike. Measured on the
 * worst case: of each instrument what could be held on either side, whichever is more, if every open order of that side
 * filled, unconfirmed orders included. What adds nothing to it passes, and so does what can only reduce a position.
 * Where a price is missing, nothing else does. Exactly the limit passes.
 *
 * @param limit - money, above 0
 * @throws ShagunError `invalid-options` where the limit is not a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxGrossExposure, maxNetExposure } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxGrossExposure('5000000'), maxNetExposure('2000000')]
 * ```
 */
export function maxGrossExposure(limit: DecimalInput, options: ExposureOptions = {}): RiskRule {
  const most = readPositive('maxGrossExposure', 'limit', limit).toNumber()
  const worth = createWorth(options)
  return limitSum(options.name ?? 'max-gross-exposure', worth, (intent, view) => {
    const missing = worth.measure(intent, view)
    return missing ?? { ...grossOf(worth), most, what: 'Gross exposure' }
  })
}
