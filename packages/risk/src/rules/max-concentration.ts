import type { DecimalInput, RiskRule } from '@shagun/core'
import { readPositive } from '../options.ts'
import { reachOf } from './exposures.ts'
import { limitSum } from './limit-sum.ts'
import { additionsOf } from './reach.ts'
import { addedTo, createWorth, type ExposureOptions, furthest, missingOf, unitOf } from './worth.ts'

/**
 * Denies what could make one instrument more than `limit` percent of equity.
 *
 * Its exposure is quantity x multiplier x last price, long or short, measured on the worst case. Of equity and not of gross
 * exposure, of which a first position is always all. What adds nothing, or can only reduce the position, passes; where the
 * price is missing, or equity is not above 0, nothing else does. Exactly the limit passes.
 *
 * @param limit - percent, above 0; more than 100 where leverage is meant to be had
 * @throws ShagunError `invalid-options` where the limit is not a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxConcentration } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxConcentration(15)]
 * ```
 */
export function maxConcentration(limit: DecimalInput, options: ExposureOptions = {}): RiskRule {
  const most = readPositive('maxConcentration', 'limit', limit).toNumber()
  const { counts, name = 'max-concentration' } = options
  const { equity: equityOf } = createWorth(options)
  return limitSum(name, undefined, (intent, view) => {
    const { instrument } = intent.terms
    const reach = reachOf(instrument, view)
    if (counts !== undefined && reach.facts !== undefined && !counts(reach.facts)) return undefined
    const equity = equityOf(view)
    if (typeof equity === 'string') return equity
    if (!(equity > 0)) return `Equity is ${equity}`
    const unit = unitOf(reach, view, options)
    if (Number.isNaN(unit)) return missingOf(reach, view, options)
    const percent = (100 * unit) / equity
    const additions = additionsOf(intent)
    const [long, short] = [addedTo(additions, instrument, 'buy'), addedTo(additions, instrument, 'sell')]
    return {
      before: furthest(reach, 0, 0) * percent,
      after: furthest(reach, long, short) * percent,
      most,
      what: `${instrument} as a percentage of equity`,
    }
  })
}
