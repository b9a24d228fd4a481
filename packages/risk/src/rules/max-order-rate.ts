import type { RiskRule, Timestamp } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { readCount, readMs } from '../options.ts'
import { legCount } from './reach.ts'

/** What else {@link maxOrderRate} is told. */
export interface MaxOrderRateOptions {
  /** How long the window is. Default: 1000 ms. */
  readonly perMs?: number
  /** How many messages of the limit only cancels may use. Default: 0 messages. */
  readonly reserve?: number
  /** Needed where a trader has two rules of one kind. Default: `max-order-rate`. */
  readonly name?: string
}

/**
 * Denies an order or a modification where more than `limit` messages would go to the broker within a window of time.
 *
 * The window slides: a message counts until exactly `perMs` after it. Orders, modifications and cancels count alike, each
 * order of a group by itself. Cancels always pass; with a `reserve`, orders and modifications stop that much earlier, so
 * that cancels still find room at the broker. Orders that reduce a position count like others. An order that was denied
 * never went out and does not count.
 *
 * @param limit - a number of messages, above 0
 * @throws ShagunError `invalid-options` where the limit is not a whole number above 0, the window is not above 0, or the
 * reserve is not below the limit
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxOrderRate } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [
 *   maxOrderRate(10, { reserve: 2 }),
 *   maxOrderRate(200, { perMs: 60_000, name: 'max-order-rate-a-minute' }),
 * ]
 * ```
 */
export function maxOrderRate(limit: number, options: MaxOrderRateOptions = {}): RiskRule {
  const { perMs = 1_000, reserve = 0, name = 'max-order-rate' } = options
  readMs('maxOrderRate', 'perMs', perMs)
  if (readCount('maxOrderRate', 'limit', limit) === 0)
    throw invalidOption('maxOrderRate', 'limit', limit, 'a whole number above 0')
  if (readCount('maxOrderRate', 'reserve', reserve) >= limit)
    throw invalidOption('maxOrderRate', 'reserve', reserve, `less than the limit of ${limit}`)
  const most = limit - reserve
  /** When messages went out, oldest first, from `first` on; what is before it is out of the window. */
  let sent: Timestamp[] = []
  let first = 0

  function expire(now: Timestamp): void {
    while (first < sent.length && sent[first]! <= now - perMs) first++
    if (first < 1_024 || first * 2 < sent.length) return
    sent = sent.slice(first)
    first = 0
  }

  return {
    name,
    check(intent, { now }) {
      expire(now)
      const count = sent.length - first + (legCount(intent) || 1)
      if (count <= most) return undefined
      const kept = reserve === 0 ? '' : `, of which ${reserve} are kept for cancels`
      const reason = `It would be message ${count} within ${perMs} ms, and the limit is ${limit}${kept}.`
      return { rule: name, reason, limit: most, actual: count }
    },
    observe({ type, time }) {
      if (type !== 'order.submitted' && type !== 'order.modify-requested' && type !== 'order.cancel-requested') return
      expire(time)
      sent.push(time)
    },
    reset() {
      sent = []
      first = 0
    },
    save: () => sent.slice(first),
    restore(saved) {
      sent = [...(saved as readonly Timestamp[])]
    },
  }
}
