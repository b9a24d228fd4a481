import type { RiskRule } from '@shagun/core'
import { readMs } from '../options.ts'
import { onlyReduces } from './reach.ts'

const rule = 'max-quote-age'

/**
 * Denies what could open or enlarge a position in an instrument whose last quote is older than `limitMs`, or missing.
 *
 * Market data withhold what they know to be stale; this is a bound of one's own. What can only reduce a position, or takes
 * quantity away, passes. Exactly the limit passes, and so does a quote from the future of a clock that is a little ahead.
 *
 * @param limitMs - milliseconds, above 0
 * @throws ShagunError `invalid-options` where the limit is not a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxQuoteAge } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxQuoteAge(5_000)]
 * ```
 */
export function maxQuoteAge(limitMs: number): RiskRule {
  readMs('maxQuoteAge', 'limitMs', limitMs)
  return {
    name: rule,
    check(intent, view) {
      const { instrument } = intent.terms
      const quote = view.getQuote(instrument)
      const age = quote === undefined ? Number.NaN : view.now - quote.time
      if (age <= limitMs || onlyReduces(intent, view)) return undefined
      const only = 'so only orders that reduce a position pass'
      return quote === undefined
        ? { rule, reason: `${instrument} has no quote, ${only}.`, limit: limitMs }
        : {
            rule,
            reason: `The last quote of ${instrument} is ${age} ms old and the limit ${limitMs} ms, ${only}.`,
            limit: limitMs,
            ...(!Number.isNaN(age) && { actual: age }),
          }
    },
  }
}
