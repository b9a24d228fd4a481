import type { Denial, RiskRule } from '@shagun/core'
import { invalidOption } from '../invalid.ts'

/**
 * A rule that passes what at least one of several rules passes. Where none does, the denial has the reasons of all.
 *
 * That all of several rules pass needs nothing: a trader's `rules` are that. Where one of them keeps state, the journal is
 * replayed from its beginning at each start, because a snapshot would not fit any more once other rules are among them.
 *
 * @param name - what the rule is called in denials
 * @throws ShagunError `invalid-options` where there are fewer than two rules
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { anyOf, maxOrderQuantity, maxOrderValue } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [anyOf('small-order', [maxOrderValue('100000'), maxOrderQuantity(10)])]
 * ```
 */
export function anyOf(name: string, rules: readonly RiskRule[]): RiskRule {
  if (rules.length < 2) throw invalidOption('anyOf', 'rules', `${rules.length} rules`, 'at least two')
  const kept = rules.filter(({ observe, save, restore }) => observe ?? save ?? restore)
  return {
    name,
    check(intent, view) {
      const denials: Denial[] = []
      for (const rule of rules) {
        const denial = rule.check(intent, view)
        if (denial === undefined) return undefined
        denials.push(denial)
      }
      return { ...denials[0]!, rule: name, reason: denials.map(({ reason }) => reason).join(' And: ') }
    },
    ...(kept.length > 0 && {
      observe(event) {
        for (const rule of kept) rule.observe?.(event)
      },
      reset() {
        for (const rule of kept) rule.reset?.()
      },
    }),
  }
}
