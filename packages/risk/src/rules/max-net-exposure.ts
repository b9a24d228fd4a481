import type { DecimalInput, RiskRule } from '@shagun/core'
import { readNonNegative } from '../options.ts'
import { limitSum } from './limit-sum.ts'
import { createWorth, type ExposureOptions } from './worth.ts'

/**
 * Denies what could take the net exposure of the account beyond `limit`, long or short.
 *
 * Net exposure is the sum over instruments of quantity x multiplier x last price, short positions below 0. Measured on the
 * worst case of the order's own side: for a buy, all open buys filled and no sale; for a sale, all open sales and no buy.
 * What can only reduce the position in its own instrument passes, even where that takes a hedge away, so that a
 * portfolio can always be taken down. Where a price is missing, nothing else does. Exactly the limit passes.
 *
 * @param limit - money, 0 or more
 * @throws ShagunError `invalid-options` where the limit is not a finite number of 0 or more
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxNetExposure } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxNetExposure('2000000')]
 * ```
 */
export function maxNetExposure(limit: DecimalInput, options: ExposureOptions = {}): RiskRule {
  const most = readNonNegative('maxNetExposure', 'limit', limit).toNumber()
  const worth = createWorth(options)
  return limitSum(options.name ?? 'max-net-exposure', worth, (intent, view) => {
    const missing = worth.measure(intent, view)
    if (missing !== undefined) return missing
    const isBuy = intent.terms.side === 'buy'
    const { rows, units } = worth
    const added = isBuy ? worth.addedLong : worth.addedShort
    let before = 0
    let after = 0
    for (let i = 0; i < rows.length; i++) {
      const furthest = isBuy ? rows[i]!.long : -rows[i]!.short
      before += furthest * units[i]!
      after += (furthest + added[i]!) * units[i]!
    }
    return { before, after, most, what: `Net ${isBuy ? 'long' : 'short'} exposure` }
  })
}
