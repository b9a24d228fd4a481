import type { Decimal, DecimalInput, Instrument, RiskRule, Timestamp } from '@shagun/core'
import { toNumber } from '../numbers.ts'
import { readPositive } from '../options.ts'
import { addedQuantity } from './reach.ts'

/**
 * A quantity in the unit of orders, above 0; or a function that tells it for an instrument as of now, where it differs or
 * changes, such as a venue's freeze quantities. A function that gives nothing sets no limit.
 */
export type QuantityLimit = DecimalInput | ((instrument: Instrument, now: Timestamp) => DecimalInput | undefined)

/**
 * Denies an order of a quantity above `limit`.
 *
 * Those that reduce a position as well: a slip of the finger is one on either side. A modification is measured by the
 * whole order it would leave, and one that adds no quantity passes. Exactly the limit passes. Tick, lot and an
 * instrument's own freeze quantity are refused by core, as orders that can never be right.
 *
 * @throws ShagunError `invalid-options` where the limit is neither a function nor a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxOrderQuantity } from '@shagun/risk'
 *
 * const freeze = new Map([['NIFTY', 1800], ['BANKNIFTY', 600]])
 * const rules: RiskRule[] = [maxOrderQuantity(({ underlying }) => freeze.get(underlying ?? ''))]
 * ```
 */
export function maxOrderQuantity(limit: QuantityLimit): RiskRule {
  const rule = 'max-order-quantity'
  const limitOf = readLimit('maxOrderQuantity', limit)
  return {
    name: rule,
    check(intent, view) {
      const { instrument, quantity } = intent.terms
      const most = limitOf(view.getInstrument(instrument), view.now)
      // Rounding keeps the order of numbers, so only what is next to the limit needs to be compared exactly.
      if (most === undefined || toNumber(quantity) < toNumber(most)) return undefined
      if (quantity.lte(most) || addedQuantity(intent).lte(0)) return undefined
      const reason = `The order is for ${quantity.toFixed()} of ${instrument}, above the limit of ${most.toFixed()}.`
      return { rule, reason, limit: most.toNumber(), actual: quantity.toNumber() }
    },
  }
}

/**
 * Denies an order of a quantity below `limit`.
 *
 * Those that reduce a position as well, because a venue's minimum holds for all. A modification is measured by the whole
 * order it would leave, and one that takes no quantity away passes. Exactly the limit passes.
 *
 * @throws ShagunError `invalid-options` where the limit is neither a function nor a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { minOrderQuantity } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [minOrderQuantity(({ kind }) => (kind === 'crypto' ? '0.001' : undefined))]
 * ```
 */
export function minOrderQuantity(limit: QuantityLimit): RiskRule {
  const rule = 'min-order-quantity'
  const limitOf = readLimit('minOrderQuantity', limit)
  return {
    name: rule,
    check(intent, view) {
      const { instrument, quantity } = intent.terms
      const least = limitOf(view.getInstrument(instrument), view.now)
      if (least === undefined || quantity.gte(least)) return undefined
      if (intent.type === 'modify' && addedQuantity(intent).gte(0)) return undefined
      const reason = `The order is for ${quantity.toFixed()} of ${instrument}, below the minimum of ${least.toFixed()}.`
      return { rule, reason, limit: least.toNumber(), actual: quantity.toNumber() }
    },
  }
}

function readLimit(of: string, limit: QuantityLimit): (instrument: Instrument, now: Timestamp) => Decimal | undefined {
  if (typeof limit !== 'function') {
    const fixed = readPositive(of, 'limit', limit)
    return () => fixed
  }
  return (instrument, now) => {
    const told = limit(instrument, now)
    return told === undefined ? undefined : readPositive(of, `limit for ${instrument.id}`, told)
  }
}
