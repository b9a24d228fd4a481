import type { DecimalInput, OrderTerms, RiskRule, Timestamp } from '@shagun/core'
import { readMs } from '../options.ts'

/** What else {@link noDuplicates} is told. */
export interface NoDuplicatesOptions {
  /** Needed where a trader has two rules of one kind. Default: `no-duplicates`. */
  readonly name?: string
}

/**
 * Denies an order like one that went out less than `windowMs` ago: of the same instrument, side, quantity, type, prices and
 * product. A program that runs in a circle, or a finger that slipped twice.
 *
 * Those that reduce a position as well; an order that was denied never went out and is none to compare with. A modification
 * that would leave an order as it is, is a duplicate of itself and denied; any other passes. Legs of one group are not held
 * against each other.
 *
 * @param windowMs - milliseconds, above 0
 * @throws ShagunError `invalid-options` where the window is not a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { noDuplicates } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [noDuplicates(500)]
 * ```
 */
export function noDuplicates(windowMs: number, { name = 'no-duplicates' }: NoDuplicatesOptions = {}): RiskRule {
  readMs('noDuplicates', 'windowMs', windowMs)
  /** When the latest of each kind went out, oldest first. */
  const sent = new Map<string, Timestamp>()

  function expire(now: Timestamp): void {
    for (const [key, time] of sent) {
      if (time > now - windowMs) return
      sent.delete(key)
    }
  }

  return {
    name,
    check(intent, { now }) {
      const { terms } = intent
      const key = keyOf(terms)
      if (intent.type === 'modify') {
        const before = intent.order.terms
        if (key !== keyOf(before) || terms.timeInForce !== before.timeInForce) return undefined
        return { rule: name, reason: `The modification would leave order ${terms.clientOrderId} as it is.` }
      }
      const time = sent.get(key)
      if (time === undefined || now - time >= windowMs) return undefined
      const reason = `The same order for ${terms.instrument} went out ${now - time} ms ago, and the window is ${windowMs} ms.`
      return { rule: name, reason, limit: windowMs, actual: now - time }
    },
    observe(event) {
      if (event.type !== 'order.submitted') return
      expire(event.time)
      const key = keyOf(event.terms)
      sent.delete(key)
      sent.set(key, event.time)
    },
    reset: () => sent.clear(),
    save: () => [...sent],
    restore(saved) {
      for (const [key, time] of saved as readonly (readonly [string, Timestamp])[]) sent.set(key, time)
    },
  }
}

function keyOf(terms: OrderTerms): string {
  const { limitPrice, stopPrice } = terms as { readonly limitPrice?: DecimalInput; readonly stopPrice?: DecimalInput }
  const { instrument, side, type, quantity, product } = terms
  return `${instrument} ${side} ${type} ${quantity} ${limitPrice ?? ''} ${stopPrice ?? ''} ${product}`
}
