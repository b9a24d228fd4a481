import type { AccountView, Denial, OrderIntent, RiskRule } from '@shagun/core'
import { isWithin, shown } from '../numbers.ts'
import { type Kept, keeping } from './kept.ts'
import { additionsOf, onlyReduces } from './reach.ts'

/** A sum of money that an intent would change, or what is missing so that nobody knows it. */
export type Change =
  | { readonly before: number; readonly after: number; readonly most: number; readonly what: string }
  | string

/**
 * A rule on a sum that orders can make larger: passes what stays within, what makes it no larger, and what can only reduce
 * the position in its own instrument; so a portfolio beyond its limits, or one of which prices are missing, can always be
 * taken down.
 */
export function limitSum(
  name: string,
  kept: Kept | undefined,
  change: (intent: OrderIntent, view: AccountView) => Change | undefined,
): RiskRule {
  const check = (intent: OrderIntent, view: AccountView): Denial | undefined => {
    if (intent.type === 'modify' && additionsOf(intent).length === 0) return undefined
    const found = change(intent, view)
    if (found === undefined) return undefined
    if (typeof found === 'string')
      return onlyReduces(intent, view)
        ? undefined
        : { rule: name, reason: `${found}, so only orders that reduce a position pass.` }
    const { before, after, most, what } = found
    if (isWithin(after, most) || isWithin(after, before) || onlyReduces(intent, view)) return undefined
    const actual = shown(after)
    const reason = `${what} could reach ${actual}, past the limit of ${shown(most)}.`
    return { rule: name, reason, limit: most, actual: Number(actual) }
  }
  return { name, check, ...(kept && keeping(kept)) }
}
