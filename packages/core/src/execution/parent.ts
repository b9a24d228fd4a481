import { ShagunError } from '../errors.ts'
import { type Decimal, readDecimal, zero } from '../model/decimal.ts'
import type { Instrument } from '../model/instrument.ts'
import type { AlgoParams } from '../ports/algo.ts'

/** @throws ShagunError `invalid-order` for a side, quantity or limit that has no meaning */
export function parseQuantity({ quantity: given, side, limitPrice }: AlgoParams, { id, lotSize }: Instrument): Decimal {
  const quantity = readDecimal(given)
  if (side !== 'buy' && side !== 'sell') throw refuse('side', String(side), 'buy or sell')
  if (quantity === undefined || !quantity.gt(zero)) throw refuse('quantity', String(given), 'a quantity above 0')
  if (!quantity.mod(lotSize).isZero())
    throw refuse('quantity', quantity.toFixed(), `a multiple of the lot ${lotSize.toFixed()} of ${id}`)
  if (limitPrice !== undefined && !readDecimal(limitPrice)?.gt(zero))
    throw refuse('limitPrice', String(limitPrice), 'a price above 0')
  return quantity
}

function refuse(field: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-order', `${field} is ${value}; expected ${expected}.`, {
    details: { field, value, expected },
  })
}
