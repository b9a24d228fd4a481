import type { DecimalInput, InstrumentId, RiskRule } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { readNonNegative } from '../options.ts'
import { addedQuantity, reachAfter } from './reach.ts'

/** What the limit of {@link maxPosition} holds for. */
export interface MaxPositionOptions {
  /** The instruments that the limit holds for, each by itself. Default: every instrument. */
  readonly instruments?: readonly InstrumentId[]
}

const rule = 'max-position'

/**
 * Denies what could take the position in an instrument beyond `limit`, long or short.
 *
 * Measured on the worst case: what is held, and every open order of the same side filled, with this one as it would
 * then stand. What can only bring the position nearer to flat passes, however large the position; so does a
 * modification that adds no quantity. Exactly the limit passes.
 *
 * @param limit - a quantity, in the unit of orders; 0 lets positions only be reduced
 * @throws ShagunError `invalid-options` where the limit is not a finite number of 0 or more, or `instruments`
 * is empty
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxPosition } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxPosition(1000), maxPosition(150, { instruments: ['NFO:NIFTY26DECFUT'] })]
 * ```
 */
export function maxPosition(limit: DecimalInput, options: MaxPositionOptions = {}): RiskRule {
  const most = readNonNegative('maxPosition', 'limit', limit)
  const instruments = options.instruments && new Set(options.instruments)
  if (instruments?.size === 0)
    throw invalidOption('maxPosition', 'instruments', '[]', 'at least one instrument, or no list for all of them')
  return {
    name: rule,
    check(intent, view) {
      const { instrument, side } = intent.terms
      if (instruments !== undefined && !instruments.has(instrument)) return undefined
      const added = addedQuantity(intent)
      if (added.lte(0)) return undefined
      const reach = reachAfter(intent, added, view)
      if (reach.lte(most)) return undefined
      const direction = side === 'buy' ? 'long' : 'short'
      return {
        rule,
        reason: `The position in ${instrument} could reach ${reach.toFixed()} ${direction}, past the limit of ${most.toFixed()}.`,
        limit: most.toNumber(),
        actual: reach.toNumber(),
      }
    },
  }
}
