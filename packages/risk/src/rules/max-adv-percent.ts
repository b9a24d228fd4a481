import type { DecimalInput, Instrument, RiskRule } from '@shagun/core'
import { isWithin, shown, toNumber } from '../numbers.ts'
import { readFunction, readPositive } from '../options.ts'
import { addedQuantity, onlyReduces } from './reach.ts'

/** Where {@link maxAdvPercent} has volumes from. */
export interface MaxAdvPercentOptions {
  /** The average daily volume of an instrument, in the unit of orders; nothing, or no number above 0, is unknown. */
  readonly adv: (instrument: Instrument) => number | undefined
}

const rule = 'max-adv-percent'

/**
 * Denies an order for more than `percent` of an instrument's average daily volume: a slip of the finger, or more than the
 * market can take.
 *
 * Those that reduce a position as well. A modification is measured by the whole order it would leave, and one that adds no
 * quantity passes. Where no volume is known, only what can reduce a position passes. Exactly the limit passes.
 *
 * @param percent - of the average daily volume, above 0
 * @throws ShagunError `invalid-options` where the percentage is not a finite number above 0, or `adv` is no function
 * @example
 * ```ts
 * import type { InstrumentId, RiskRule } from '@shagun/core'
 * import { maxAdvPercent } from '@shagun/risk'
 *
 * const volumes = new Map<InstrumentId, number>([['NSE:INFY', 6_500_000]])
 * const rules: RiskRule[] = [maxAdvPercent(1, { adv: ({ id }) => volumes.get(id) })]
 * ```
 */
export function maxAdvPercent(percent: DecimalInput, { adv }: MaxAdvPercentOptions): RiskRule {
  const most = readPositive('maxAdvPercent', 'percent', percent).toNumber()
  readFunction('maxAdvPercent', 'adv', adv)
  return {
    name: rule,
    check(intent, view) {
      const { instrument, quantity } = intent.terms
      const volume = adv(view.getInstrument(instrument)) ?? Number.NaN
      const actual = (100 * toNumber(quantity)) / volume
      const isKnown = volume > 0 && volume < Infinity
      if (isKnown && isWithin(actual, most)) return undefined
      if (intent.type === 'modify' && addedQuantity(intent).lte(0)) return undefined
      if (!isKnown) {
        const reason = `No average volume is known for ${instrument}, so only orders that reduce a position pass.`
        return onlyReduces(intent, view) ? undefined : { rule, reason, limit: most }
      }
      const reason = `The order is for ${shown(actual)} % of the average daily volume of ${instrument}, above the limit of ${most} %.`
      return { rule, reason, limit: most, actual }
    },
  }
}
