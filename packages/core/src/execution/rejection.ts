import type { OrderEvent } from '../model/events.ts'
import type { RejectionClass } from '../ports/algo-input.ts'

/** Why a child was refused. */
export interface Rejection {
  readonly why: RejectionClass
  readonly reason: string
}

/** `undefined` for an event that refuses nothing. */
export function readRejection(event: OrderEvent): Rejection | undefined {
  switch (event.type) {
    case 'order.denied': {
      const { rule, reason } = event.denial
      return { why: classOfRule(rule), reason }
    }
    case 'order.rejected': {
      const { reason, httpStatus } = event.evidence
      return { why: httpStatus === 429 ? 'transient' : classOf(reason), reason }
    }
    case 'order.absent':
      return { why: 'unknown', reason: 'The order never arrived at the broker.' }
    default:
      return undefined
  }
}

export function classOfRule(rule: string): RejectionClass {
  return byRule.find(([name]) => rule.startsWith(name))?.[1] ?? 'blocked'
}

/**
 * What passes by itself, and what another price may pass; any other rule has its reasons. A rule may be given a name of
 * its own, which begins like this.
 */
const byRule: readonly (readonly [string, RejectionClass])[] = [
  ['connection', 'transient'],
  ['trading-halted', 'transient'],
  ['max-order-rate', 'transient'],
  ['max-open-orders', 'transient'],
  ['max-quote-age', 'transient'],
  ['no-duplicates', 'transient'],
  ['no-self-trades', 'transient'],
  ['price-band', 'price'],
  ['price-collar', 'price'],
]

/** By the words of venues, which have no common codes: what they say about money and permission counts before prices. */
function classOf(reason: string): RejectionClass {
  if (/too many|rate limit|throttl|try again|timed? ?out|temporar|network|unavailable|overload/i.test(reason))
    return 'transient'
  if (
    /margin|fund|insufficient|holding|permission|not permitted|not allowed|block|suspend|frozen|halt|closed|disabled/i.test(
      reason,
    )
  )
    return 'blocked'
  if (/price|circuit|\bband|\btick\b|range|trigger/i.test(reason)) return 'price'
  return 'unknown'
}
