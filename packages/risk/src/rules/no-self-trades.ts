import type { OrderTerms, RiskRule } from '@shagun/core'
import { shown, toNumber } from '../numbers.ts'
import { keeping } from './kept.ts'
import { createOpenOrders, type OpenOrder } from './open-orders.ts'

/** What else {@link noSelfTrades} is told. */
export interface NoSelfTradesOptions {
  /**
   * What becomes of stop orders. They wait outside of the market until their price is reached, and may then meet any order
   * of the other side. Default: `ignored`, so that a position with a stop can be added to.
   */
  readonly stops?: 'ignored' | 'counted'
  /** Needed where a trader has two rules of one kind. Default: `no-self-trades`. */
  readonly name?: string
}

/**
 * Denies an order that could trade with an open order of the same account, whichever strategy placed that one.
 *
 * Two orders of opposite sides can meet where the buy may pay what the sale may take. A market order may trade at any price, a
 * stop-limit order at its limit, whether its stop was reached or not, which nobody tells. A modification that waits for its
 * answer counts with the old price and the new one. Orders of one group are kept apart by the broker and do not
 * count. Those that reduce a position are held to it as well: cancel the other order first. A modification is judged
 * by the prices it would leave.
 *
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { noSelfTrades } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [noSelfTrades()]
 * ```
 */
export function noSelfTrades({ name = 'no-self-trades', stops = 'ignored' }: NoSelfTradesOptions = {}): RiskRule {
  const open = createOpenOrders()
  return {
    name,
    ...keeping(open),
    check({ terms }, view) {
      open.refresh(view)
      if (stops === 'ignored' && terms.type === 'stop') return undefined
      if (open.countIn(terms.instrument) === 0) return undefined
      const own = 'limitPrice' in terms ? toNumber(terms.limitPrice) : undefined
      for (const other of open.in(terms.instrument)) {
        if (other.side === terms.side || isApart(terms, other) || !canMeet(terms.side, own, other.limitPrices)) continue
        if (stops === 'ignored' && other.isStop) continue
        const { order, limitPrices } = other
        const what = order === undefined ? 'placed outside' : order.terms.clientOrderId
        const price = limitPrices.length === 0 ? 'any price' : limitPrices.map(shown).join(' or ')
        const reason = `The order could trade with an open order of this account to ${other.side} ${terms.instrument} at ${price} (${what}); cancel that one first.`
        return {
          rule: name,
          reason,
          ...(limitPrices.length > 0 && { limit: limitPrices[0]! }),
          ...(own !== undefined && { actual: own }),
        }
      }
      return undefined
    },
  }
}

function isApart({ clientOrderId, group }: OrderTerms, { order }: OpenOrder): boolean {
  if (order === undefined) return false
  return order.terms.clientOrderId === clientOrderId || (group !== undefined && order.terms.group === group)
}

/** @param own - the limit, or nothing for any price; so are `others` where there are none */
function canMeet(side: 'buy' | 'sell', own: number | undefined, others: readonly number[]): boolean {
  if (own === undefined || others.length === 0) return true
  return others.some((other) => (side === 'buy' ? own >= other : own <= other))
}
