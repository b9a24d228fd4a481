import { createHash } from 'node:crypto'
import { canonicalJson } from './codec.ts'
import type { Fill } from './fill.ts'
import type { Order } from './order.ts'

/**
 * SHA-256 over every order and every fill, in order: equal hashes, equal runs.
 *
 * Only what is exact goes in (terms, quantities, prices, fees, times); nothing that is measured in floats.
 *
 * @returns 64 hexadecimal digits
 */
export function orderHash(orders: Iterable<Order>, fills: Iterable<Fill>): string {
  const hash = createHash('sha256')
  for (const { terms, lifecycle, filledQuantity } of orders)
    hash.update(canonicalJson([terms, lifecycle, filledQuantity]))
  for (const fill of fills) hash.update(canonicalJson(fill))
  return hash.digest('hex')
}
