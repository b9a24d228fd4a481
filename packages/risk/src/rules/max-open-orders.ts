import type { Denial, RiskRule } from '@shagun/core'
import { readCount } from '../options.ts'
import { keeping } from './kept.ts'
import { createOpenOrders } from './open-orders.ts'
import { legCount } from './reach.ts'

/** What else {@link maxOpenOrders} is told. */
export interface MaxOpenOrdersOptions {
  /** At most so many orders in one instrument. Default: no limit of its own. */
  readonly perInstrument?: number
  /** Needed where a trader has two rules of one kind. Default: `max-open-orders`. */
  readonly name?: string
}

/**
 * Denies an order where `limit` orders are open already.
 *
 * Open is what may still fill: working, on its way, unconfirmed or being canceled, and what was placed outside. The orders of
 * a group count together, and only where all of them find room does one pass. Orders that reduce a position count like
 * others; to let those pass, put the rule into {@link onlyFor} with `opening`. A modification makes no order, so all pass.
 *
 * @param limit - a number of orders, 0 or more
 * @throws ShagunError `invalid-options` where a limit is not a whole number of 0 or more
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxOpenOrders } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxOpenOrders(50, { perInstrument: 5 })]
 * ```
 */
export function maxOpenOrders(limit: number, options: MaxOpenOrdersOptions = {}): RiskRule {
  const { perInstrument, name = 'max-open-orders' } = options
  const most = readCount('maxOpenOrders', 'limit', limit)
  if (perInstrument !== undefined) readCount('maxOpenOrders', 'perInstrument', perInstrument)
  const open = createOpenOrders()

  function judge(count: number, allowed: number, where: string): Denial | undefined {
    if (count <= allowed) return undefined
    return {
      rule: name,
      reason: `There would be ${count} open orders${where}, more than the limit of ${allowed}.`,
      limit: allowed,
      actual: count,
    }
  }

  return {
    name,
    ...keeping(open),
    check(intent, view) {
      if (intent.type === 'modify') return undefined
      open.refresh(view)
      const { terms, legs = [terms] } = intent
      const { instrument } = terms
      const denial = judge(open.count + legCount(intent), most, '')
      if (denial !== undefined || perInstrument === undefined) return denial
      const here = legs.filter((leg) => leg.instrument === instrument).length
      return judge(open.countIn(instrument) + here, perInstrument, ` in ${instrument}`)
    },
  }
}
