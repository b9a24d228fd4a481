import type { ClientOrderId, JournalEvent, Json, RiskRule, Timestamp } from '@shagun/core'
import { readCount } from '../options.ts'
import { createOpenOrders } from './open-orders.ts'
import { legCount, onlyReduces } from './reach.ts'
import { type DayOptions, dayStart } from './trading-day.ts'

/**
 * Denies what could make more than `limit` trades in a day.
 *
 * A trade is an order that was filled, wholly or in part; open orders count as if they were going to be. The orders of a
 * group count together. What can only reduce a position passes, and counts when it fills; modifications pass, because their
 * order counts already. The limit itself is reached by the last trade that passes.
 *
 * @param limit - a number of trades, 0 or more
 * @throws ShagunError `invalid-options` where the limit is not a whole number of 0 or more
 * @example
 * ```ts
 * import { nse, type RiskRule } from '@shagun/core'
 * import { maxTradesADay } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxTradesADay(20, { calendar: nse() })]
 * ```
 */
export function maxTradesADay(limit: number, { calendar, name = 'max-trades-a-day' }: DayOptions = {}): RiskRule {
  const most = readCount('maxTradesADay', 'limit', limit)
  const open = createOpenOrders()
  const filled = new Set<ClientOrderId>()
  let day = Number.NEGATIVE_INFINITY

  function turn(now: Timestamp): void {
    const start = dayStart(now, calendar)
    if (start <= day) return
    day = start
    filled.clear()
  }

  return {
    name,
    check(intent, view) {
      if (intent.type === 'modify') return undefined
      turn(view.now)
      open.refresh(view)
      let count = filled.size + legCount(intent)
      for (const { order } of open.all()) if (order === undefined || !filled.has(order.terms.clientOrderId)) count++
      if (count <= most || onlyReduces(intent, view)) return undefined
      const reason = `It could be trade ${count} of the day, and the limit is ${most}, so only orders that reduce a position pass.`
      return { rule: name, reason, limit: most, actual: count }
    },
    observe(event: JournalEvent) {
      open.observe(event)
      if (event.type !== 'order.filled') return
      turn(event.time)
      filled.add(event.clientOrderId)
    },
    reset() {
      open.reset()
      filled.clear()
      day = Number.NEGATIVE_INFINITY
    },
    save: () => ({ open: open.save(), filled: [...filled], ...(Number.isFinite(day) && { day }) }),
    restore(saved: Json) {
      const { open: orders, filled: ids, day: start = day } = saved as unknown as Saved
      open.restore(orders)
      for (const id of ids) filled.add(id)
      day = start
    },
  }
}

interface Saved {
  readonly open: Json
  readonly filled: readonly ClientOrderId[]
  readonly day?: Timestamp
}
