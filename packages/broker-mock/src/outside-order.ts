import { Decimal, type Instrument, type InstrumentId, type Product, ShagunError } from '@shagun/core'
import type { OutsideOrder } from '@shagun/core/testing'
import type { VenueTerms } from './venue-order.ts'

/** What of the venue an order that is placed by hand depends on. */
export interface OutsideContext {
  readonly product: Product
  instrumentOf(id: InstrumentId): Instrument | undefined
  getLast(id: InstrumentId): number | undefined
  hasExpired(instrument: Instrument): boolean
}

/**
 * An order that is placed by hand as the venue holds it: at the market, where the price last seen is the market.
 *
 * @throws ShagunError `invalid-order` where the instrument is not listed, has expired or has no price yet, or where the
 * quantity is not in whole lots
 */
export function readOutsideOrder(
  order: OutsideOrder,
  { product, instrumentOf, getLast, hasExpired }: OutsideContext,
): { readonly terms: VenueTerms; readonly instrument: Instrument; readonly price: Decimal } {
  const { side } = order
  const instrument = instrumentOf(order.instrument)
  if (instrument === undefined) throw invalid('instrument', order.instrument, 'one that the mock lists')
  if (hasExpired(instrument)) throw invalid('instrument', instrument.id, 'one that has not expired')
  const last = getLast(instrument.id)
  if (last === undefined)
    throw invalid('instrument', instrument.id, 'one with a price: print a trade or show a bar of it first')
  const quantity = quantityOf(order, instrument)
  const terms: VenueTerms = {
    type: 'market',
    instrument: instrument.id,
    side,
    quantity,
    product: order.product ?? product,
    timeInForce: 'day',
  }
  return { terms, instrument, price: new Decimal(last) }
}

function quantityOf({ quantity }: OutsideOrder, { lotSize }: Instrument): Decimal {
  const expected = `a multiple of ${lotSize.toFixed()} above 0`
  let exact: Decimal
  try {
    exact = new Decimal(quantity)
  } catch {
    throw invalid('quantity', String(quantity), expected)
  }
  if (exact.isFinite() && exact.gt(0) && exact.mod(lotSize).isZero()) return exact
  throw invalid('quantity', String(quantity), expected)
}

function invalid(field: 'instrument' | 'quantity', value: string, expected: string): ShagunError {
  return new ShagunError('invalid-order', `The ${field} of an outside order is ${value}; expected ${expected}.`, {
    details: { field, value, expected },
  })
}
