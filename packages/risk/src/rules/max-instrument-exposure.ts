import type { DecimalInput, RiskRule } from '@shagun/core'
import { readPositive } from '../options.ts'
import { reachOf } from './exposures.ts'
import { limitSum } from './limit-sum.ts'
import { additionsOf } from './reach.ts'
import { addedTo, type ExposureOptions, furthest, missingOf, unitOf } from './worth.ts'

/**
 * Denies what could take the exposure in one instrument beyond `limit`.
 *
 * Exposure is quantity x multiplier x last price, long or short, measured on the worst case, as {@link maxPosition} has
 * it for quantities. What can only reduce the position passes; where its price is missing, nothing else does.
 * Exactly the limit passes.
 *
 * @param limit - money, above 0, in the instrument's own currency unless `fx` is given
 * @throws ShagunError `invalid-options` where the limit is not a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxInstrumentExposure } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [
 *   maxInstrumentExposure('1000000'),
 *   maxInstrumentExposure('200000', { counts: ({ kind }) => kind === 'option', name: 'max-option-exposure' }),
 * ]
 * ```
 */
export function maxInstrumentExposure(limit: DecimalInput, options: ExposureOptions = {}): RiskRule {
  const most = readPositive('maxInstrumentExposure', 'limit', limit).toNumber()
  const { counts } = options
  return limitSum(options.name ?? 'max-instrument-exposure', undefined, (intent, view) => {
    const { instrument } = intent.terms
    const reach = reachOf(instrument, view)
    if (counts !== undefined && reach.facts !== undefined && !counts(reach.facts)) return undefined
    const unit = unitOf(reach, view, options)
    if (Number.isNaN(unit)) return missingOf(reach, view, options)
    const additions = additionsOf(intent)
    const [long, short] = [addedTo(additions, instrument, 'buy'), addedTo(additions, instrument, 'sell')]
    const what = `Exposure in ${instrument}`
    return { before: furthest(reach, 0, 0) * unit, after: furthest(reach, long, short) * unit, most, what }
  })
}
