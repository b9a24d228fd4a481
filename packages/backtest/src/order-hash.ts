import { createHash } from 'node:crypto'
import type { Fill, Order } from '@shagun/core'

/**
 * SHA-256 over every order and every fill, in order: equal hashes, equal runs.
 *
 * Only what is exact goes in (terms, quantities, prices, fees, times); nothing that is measured in floats.
 *
 * @returns 64 hexadecimal digits
 * @example
 * ```ts
 * import { orderHash } from '@shagun/backtest'
 * import type { Fill, Trader } from '@shagun/core'
 *
 * function fingerprint(trader: Trader, fills: readonly Fill[]): string {
 *   return orderHash(trader.view.orders.values(), fills)
 * }
 * ```
 */
export function orderHash(orders: Iterable<Order>, fills: Iterable<Fill>): string {
  const hash = createHash('sha256')
  for (const { terms, lifecycle, filledQuantity } of orders) {
    const { clientOrderId, instrument, side, type, quantity, product, timeInForce, displayQuantity, tag } = terms
    // Quoted, because a caller's own word may hold anything, our separators too.
    const word = JSON.stringify(tag)
    const prices = ['limitPrice' in terms ? terms.limitPrice : '', 'stopPrice' in terms ? terms.stopPrice : '']
    const exact = [quantity, ...prices, displayQuantity ?? '', filledQuantity]
    hash.update(
      `${[clientOrderId, instrument, side, type, product, timeInForce, word, lifecycle, ...exact].join('|')}\n`,
    )
  }
  for (const { fillId, clientOrderId, quantity, price, fees, time } of fills)
    hash.update(`${[fillId, clientOrderId, quantity, price, fees, time].join('|')}\n`)
  return hash.digest('hex')
}
