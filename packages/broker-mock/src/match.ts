import type { Bar, OrderType, Side } from '@shagun/core'

/** What matching needs to know of a working order. Prices are numbers here: a bar is an observation. */
export interface Resting {
  readonly side: Side
  readonly type: OrderType
  /** `NaN` where the type has none. */
  readonly limit: number
  readonly stop: number
  /** A stop-limit order whose stop was reached: it is a limit order from then on. */
  readonly triggered: boolean
}

/** What a bar does to an order. `aggressive` fills took liquidity, so slippage applies to them. */
export type Match = { readonly type: 'none' } | { readonly type: 'triggered' } | Filled
export interface Filled {
  readonly type: 'filled'
  readonly price: number
  readonly aggressive: boolean
}

export type Prices = Pick<Bar, 'open' | 'high' | 'low' | 'close'>

/**
 * What the first price of a bar does.
 *
 * Market orders fill at it. A limit that it is better than fills at it. A stop that it has jumped over fills at it, which
 * is worse than the stop.
 */
export function matchOpen(order: Resting, { open }: Prices): Match {
  switch (order.type) {
    case 'market':
      return { type: 'filled', price: open, aggressive: true }
    case 'limit':
      return isWithinLimit(order, open) ? { type: 'filled', price: open, aggressive: false } : none
    case 'stop':
      return isPastStop(order, open) ? { type: 'filled', price: open, aggressive: true } : none
    case 'stop-limit':
      if (!order.triggered && !isPastStop(order, open)) return none
      if (isWithinLimit(order, open)) return { type: 'filled', price: open, aggressive: !order.triggered }
      return order.triggered ? none : { type: 'triggered' }
  }
}

/**
 * What the rest of a bar does, not knowing the path of prices within it and so assuming the worst one.
 *
 * A limit fills at its price once high or low reach it, a stop at its price. A stop-limit that is triggered within the
 * bar fills in it only where every path allows it: at the stop itself, or because the close lies beyond the limit.
 * Market orders wait for the next open. An order that was not there at the open meets that price first.
 *
 * @param jumps - whether prices may have left some out on their way: then a stop may have met the worst one first
 */
export function matchWithin(order: Resting, bar: Prices, jumps = false): Match {
  const { type, stop, limit } = order
  if (type === 'market') return none
  const first = matchOpen(order, bar)
  if (first.type === 'filled') return first

  const { low, high, close } = bar
  const [best, worst] = order.side === 'buy' ? [low, high] : [high, low]
  const atLimit: Match = { type: 'filled', price: limit, aggressive: false }
  if (type === 'limit' || order.triggered || first.type === 'triggered')
    return isWithinLimit(order, best) ? atLimit : first
  if (!isPastStop(order, worst)) return none
  const met = jumps ? worst : stop
  if (type === 'stop' || isWithinLimit(order, met)) return { type: 'filled', price: met, aggressive: true }
  return isWithinLimit(order, close) ? atLimit : { type: 'triggered' }
}

const none: Match = { type: 'none' }

export function isWithinLimit({ side, limit }: Resting, price: number): boolean {
  return side === 'buy' ? price <= limit : price >= limit
}

export function isPastStop({ side, stop }: Resting, price: number): boolean {
  return side === 'buy' ? price >= stop : price <= stop
}
