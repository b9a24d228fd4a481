import type { Bar, OrderType, Side } from '@shagun/core'

/** What matching needs to know of a resting order. Prices are numbers here: a bar is an observation. */
export interface Resting {
  readonly side: Side
  readonly type: OrderType
  readonly limit: number
  readonly stop: number
  /** A stop-limit order whose stop was reached: it is a limit order from then on. */
  readonly triggered: boolean
}

/** What a bar does to an order. `aggressive` fills took liquidity, so slippage applies to them. */
export type Match =
  | { readonly type: 'none' }
  | { readonly type: 'triggered' }
  | { readonly type: 'filled'; readonly price: number; readonly aggressive: boolean }

const none: Match = { type: 'none' }

/**
 * What the first price of a bar does.
 *
 * Market orders fill at it. A limit it is already better than fills at it. A stop it has jumped over fills at it, which
 * is worse than the stop.
 */
export function matchOpen({ side, type, limit, stop, triggered }: Resting, { open }: Bar): Match {
  const buy = side === 'buy'
  const reached = type === 'stop' || type === 'stop-limit' ? triggered || (buy ? open >= stop : open <= stop) : true
  if (!reached) return none
  if (type === 'market' || type === 'stop') return { type: 'filled', price: open, aggressive: true }
  if (buy ? open <= limit : open >= limit) return { type: 'filled', price: open, aggressive: false }
  return type === 'stop-limit' && !triggered ? { type: 'triggered' } : none
}

/**
 * What the rest of a bar does, not knowing the path of prices within it and so assuming the worse one.
 *
 * A limit fills at its price once high or low reach it, a stop at its price. A stop-limit that is triggered within the
 * bar fills in it only where every path allows it: through the stop itself, or because the close lies beyond the limit.
 */
export function matchWithin({ side, type, limit, stop, triggered }: Resting, { high, low, close }: Bar): Match {
  const buy = side === 'buy'
  if (type === 'limit' || (type === 'stop-limit' && triggered))
    return (buy ? low <= limit : high >= limit) ? { type: 'filled', price: limit, aggressive: false } : none
  if (type === 'market' || !(buy ? high >= stop : low <= stop)) return none
  if (type === 'stop') return { type: 'filled', price: stop, aggressive: true }
  if (buy ? limit >= stop : limit <= stop) return { type: 'filled', price: stop, aggressive: true }
  if (buy ? close <= limit : close >= limit) return { type: 'filled', price: limit, aggressive: false }
  return { type: 'triggered' }
}
