import type { AccountView, Instrument, InstrumentId, OrderIntent, Product, RiskRule, Side } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { onlyReduces } from './reach.ts'

/** Which orders a rule is to judge: those that fit everything that is said here. */
export interface OrderFilter {
  readonly instruments?: readonly InstrumentId[]
  readonly kinds?: readonly Instrument['kind'][]
  readonly products?: readonly Product[]
  readonly sides?: readonly Side[]
  /** The caller's own words for orders, as they were given with them. */
  readonly tags?: readonly string[]
  /** Only those that may open or enlarge a position; what can only reduce one passes. */
  readonly opening?: true
}

/**
 * A rule that judges some orders and lets all others pass.
 *
 * It only chooses who is asked: what the rule measures is the whole account, as before. To measure a part of it, say
 * so to the rule itself (`counts` of those that add up exposure).
 *
 * @throws ShagunError `invalid-options` where the filter is empty, or a list of it is
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxOpenOrders, maxOrderValue, onlyFor } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [
 *   onlyFor({ kinds: ['option'], sides: ['buy'] }, maxOrderValue('50000')),
 *   onlyFor({ opening: true }, maxOpenOrders(20)),
 * ]
 * ```
 */
export function onlyFor(filter: OrderFilter, rule: RiskRule): RiskRule {
  const { opening, ...lists } = filter
  const given = Object.entries(lists).filter(([, list]) => list !== undefined)
  if (given.length === 0 && opening !== true)
    throw invalidOption('onlyFor', 'filter', '{}', 'at least one list, or opening')
  for (const [option, list] of given)
    if (list.length === 0) throw invalidOption('onlyFor', option, '[]', 'at least one, or no list for all of them')
  const { instruments, kinds, products, sides, tags } = filter

  function concerns(intent: OrderIntent, view: AccountView): boolean {
    const { instrument, product, side, tag } = intent.terms
    return (
      (instruments?.includes(instrument) ?? true) &&
      (products?.includes(product) ?? true) &&
      (sides?.includes(side) ?? true) &&
      (tags === undefined || (tag !== undefined && tags.includes(tag))) &&
      (kinds?.includes(view.getInstrument(instrument).kind) ?? true) &&
      !(opening === true && onlyReduces(intent, view))
    )
  }

  return {
    name: rule.name,
    check: (intent, view) => (concerns(intent, view) ? rule.check(intent, view) : undefined),
    // Asked by its own name each, because what is a method of a class is lost on a copy.
    ...(rule.observe && { observe: (event) => rule.observe!(event) }),
    ...(rule.reset && { reset: () => rule.reset!() }),
    ...(rule.save && { save: () => rule.save!() }),
    ...(rule.restore && { restore: (saved) => rule.restore!(saved) }),
  }
}
