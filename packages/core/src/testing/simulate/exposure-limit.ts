import type { RiskRule } from '../../ports/risk-rule.ts'

/** At most so much of an instrument, long or short, counting everything that may still fill. */
export function exposureLimit(limit: number): RiskRule {
  return {
    name: 'simulated-exposure',
    check(intent, view) {
      const { instrument, side, quantity } = intent.terms
      const { long, short } = view.worstCase(instrument)
      const more = intent.type === 'place' ? quantity : quantity.minus(intent.order.terms.quantity)
      const after = side === 'buy' ? long.plus(more) : short.minus(more)
      if (more.lte(0) || after.abs().lte(limit)) return undefined
      return {
        rule: 'simulated-exposure',
        reason: `It could become ${after.toFixed()}, beyond ${limit}.`,
        limit,
        actual: after.toNumber(),
      }
    },
  }
}
