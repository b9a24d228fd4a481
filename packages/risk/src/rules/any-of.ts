import type { Denial, Json, RiskRule } from '@shagun/core'
import { invalidOption } from '../invalid.ts'

/**
 * A rule that passes what at least one of several rules passes. Where none does, the denial has the reasons of all.
 *
 * That all of several rules pass needs nothing: a trader's `rules` are that.
 *
 * @param name - what the rule is called in denials
 * @throws ShagunError `invalid-options` where there are fewer than two rules, or two that keep state have one name
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
  const names = kept.map((rule) => rule.name)
  const twice = names.find((one, i) => names.indexOf(one) !== i)
  if (twice !== undefined) throw invalidOption('anyOf', 'rules', twice, 'a name for each rule that keeps state')
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
    // Where one of them keeps nothing, all have to see the whole journal again.
    ...(kept.length > 0 &&
      kept.every(({ save, restore }) => save !== undefined && restore !== undefined) && {
        save: (): Json => Object.fromEntries(kept.map((rule) => [rule.name, rule.save!()])),
        restore(saved: Json) {
          for (const rule of kept) rule.restore!((saved as Readonly<Record<string, Json>>)[rule.name]!)
        },
      }),
  }
}
