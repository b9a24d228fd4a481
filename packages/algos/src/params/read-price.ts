import type { DecimalInput } from '@shagun/core'
import { invalid } from './invalid.ts'
import { readDecimal } from './read-lots.ts'

/**
 * A price of a parameter as a number.
 *
 * @returns `undefined` where it is not given
 * @throws ShagunError `invalid-options` where it is no price
 */
export function readPrice(option: string, price: DecimalInput | undefined): number | undefined {
  if (price === undefined) return undefined
  if (typeof price === 'number' && price > 0 && price < Number.POSITIVE_INFINITY) return price
  const exact = readDecimal(price)?.toNumber()
  if (exact !== undefined && exact > 0 && exact < Number.POSITIVE_INFINITY) return exact
  throw invalid(option, price, 'a price above 0')
}
