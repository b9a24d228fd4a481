import { ShagunError } from '../errors.ts'
import { type Decimal, readDecimal, zero } from '../model/decimal.ts'
import { type Instrument, roundToTick } from '../model/instrument.ts'
import type { OrderRequest } from '../model/order.ts'
import type { AlgoParams } from '../ports/algo.ts'
import { classOfRule } from './rejection.ts'
import type { OpenRoute } from './routes.ts'

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

/**
 * Refuses before the first child what every child would be refused for: a product that the broker does not take, a
 * limit that a rule about prices denies.
 */
export function checkChildren({ side, product, limitPrice }: AlgoParams, { account, instrument }: OpenRoute): void {
  const { orderTypes, products } = account.supports
  if (product !== undefined && !products.includes(product))
    throw refuse('product', product, `one of ${products.join(', ')}, which ${account.name} takes`)
  if (limitPrice === undefined || !orderTypes.includes('limit')) return
  const denial = account.preview({
    instrument: instrument.id,
    side,
    type: 'limit',
    quantity: instrument.lotSize,
    limitPrice: roundToTick(instrument, limitPrice, side === 'buy' ? 'down' : 'up'),
    ...(product !== undefined && { product }),
  } as OrderRequest)
  if (denial !== undefined && classOfRule(denial.rule) === 'price')
    throw refuse(
      'limitPrice',
      String(limitPrice),
      `a price that the rule ${denial.rule} lets through: ${denial.reason}`,
    )
}

function refuse(field: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-order', `${field} is ${value}; expected ${expected}.`, {
    details: { field, value, expected },
  })
}
