import type { AccountView, RiskRule } from '@shagun/core'
import { onlyReduces } from './reach.ts'

const rule = 'reduce-only'

/**
 * Denies what could open or enlarge a position, while it is on.
 *
 * An order reduces when it cannot take the position past flat, even if every other open order of its side filled first. A
 * modification is judged by the order it would leave, and one that takes quantity away passes.
 *
 * @param isOn - asked for each order that could open a position. Default: always on
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { reduceOnly } from '@shagun/risk'
 *
 * const settings = { windingDown: false }
 * const rules: RiskRule[] = [reduceOnly(() => settings.windingDown)]
 * ```
 */
export function reduceOnly(isOn: (view: AccountView) => boolean = () => true): RiskRule {
  return {
    name: rule,
    check(intent, view) {
      if (!isOn(view) || onlyReduces(intent, view)) return undefined
      return {
        rule,
        reason: `Only orders that reduce a position pass; this one could open or enlarge one in ${intent.terms.instrument}.`,
      }
    },
  }
}
