import type { JournalEvent, Json, RiskRule, Timestamp } from '@shagun/core'
import { shown } from '../numbers.ts'
import { readCount, readPositive } from '../options.ts'
import { legCount, onlyReduces } from './reach.ts'
import { type DayOptions, dayStart } from './trading-day.ts'

/** What else {@link maxOrderToTradeRatio} is told. */
export interface OrderToTradeOptions extends DayOptions {
  /** How many messages a day are free, because a first order has no trade yet. Default: 100 messages. */
  readonly free?: number
}

/**
 * Denies an order or a modification where the day's messages would be more than `limit` for each fill.
 *
 * Messages are orders, modifications and cancels that went out; cancels always pass, and count. Before the first fill the
 * ratio is the number of messages. What can only reduce a position, or takes quantity away, passes and counts.
 *
 * @param limit - messages for each fill, above 0
 * @throws ShagunError `invalid-options` where the limit is not a finite number above 0, or `free` is not a whole number of
 * 0 or more
 * @example
 * ```ts
 * import { nse, type RiskRule } from '@shagun/core'
 * import { maxOrderToTradeRatio } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxOrderToTradeRatio(50, { calendar: nse(), free: 200 })]
 * ```
 */
export function maxOrderToTradeRatio(limit: number, options: OrderToTradeOptions = {}): RiskRule {
  const { calendar, free = 100, name = 'max-order-to-trade-ratio' } = options
  const most = readPositive('maxOrderToTradeRatio', 'limit', limit).toNumber()
  readCount('maxOrderToTradeRatio', 'free', free)
  let messages = 0
  let fills = 0
  let day = Number.NEGATIVE_INFINITY

  function turn(now: Timestamp): void {
    const start = dayStart(now, calendar)
    if (start <= day) return
    day = start
    messages = 0
    fills = 0
  }

  return {
    name,
    check(intent, view) {
      turn(view.now)
      const count = messages + (legCount(intent) || 1)
      const ratio = count / Math.max(fills, 1)
      if (count <= free || ratio <= most || onlyReduces(intent, view)) return undefined
      const reason = `It would be message ${count} of the day for ${fills} fills, and the limit is ${most} for each, so only orders that reduce a position pass.`
      return { rule: name, reason, limit: most, actual: Number(shown(ratio)) }
    },
    observe({ type, time }: JournalEvent) {
      const isMessage =
        type === 'order.submitted' || type === 'order.modify-requested' || type === 'order.cancel-requested'
      if (!isMessage && type !== 'order.filled') return
      turn(time)
      if (isMessage) messages++
      else fills++
    },
    reset() {
      messages = 0
      fills = 0
      day = Number.NEGATIVE_INFINITY
    },
    save: () => ({ messages, fills, ...(Number.isFinite(day) && { day }) }),
    restore(saved: Json) {
      const kept = saved as { readonly messages: number; readonly fills: number; readonly day?: Timestamp }
      ;({ messages, fills, day = day } = kept)
    },
  }
}
