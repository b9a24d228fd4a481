import { ShagunError } from '../errors.ts'
import { Decimal, type DecimalInput, readDecimal } from '../model/decimal.ts'
import type { ClientOrderId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { OrderChange, OrderRequest, OrderTerms } from '../model/order.ts'
import type { OrderType, Supports } from '../model/supports.ts'

/**
 * What core makes of a request: every field decided, exact, on tick and lot.
 *
 * @throws ShagunError `invalid-order` for what can never be right, with the nearest valid value where there is one
 */
export function parseRequest(
  request: OrderRequest,
  instrument: Instrument,
  supports: Supports,
  clientOrderId: ClientOrderId,
): OrderTerms {
  const { type, side, tag } = request
  if (!Object.hasOwn(priceFields, type))
    throw invalid('type', String(type), `one of ${Object.keys(priceFields).join(', ')}`)
  if (side !== 'buy' && side !== 'sell') throw invalid('side', side, 'buy or sell')
  const prices: { limitPrice?: Decimal; stopPrice?: Decimal } = {}
  for (const field of ['limitPrice', 'stopPrice'] as const) {
    const given = (request as { readonly [field]?: DecimalInput })[field]
    if (!priceFields[type].includes(field)) {
      if (given !== undefined) throw invalid(field, String(given), `no ${field} on a ${type} order`)
    } else if (given === undefined) throw invalid(field, 'missing', `a price, because a ${type} order needs one`)
    else prices[field] = parsePrice(field, given, instrument)
  }
  const quantity = parseQuantity('quantity', request.quantity, instrument)
  return {
    clientOrderId,
    instrument: instrument.id,
    side,
    type,
    quantity,
    ...prices,
    product: request.product ?? supports.products[0]!,
    timeInForce: request.timeInForce ?? supports.timeInForce[0]!,
    ...(request.displayQuantity !== undefined && {
      displayQuantity: parseDisplay(request.displayQuantity, quantity, instrument),
    }),
    ...(tag !== undefined && { tag }),
  } as OrderTerms
}

/** A change of working terms, exact, and only of fields that the order has. */
export function parseChange(
  change: OrderChange,
  terms: OrderTerms,
  instrument: Instrument,
): OrderChange<Supports, Decimal> {
  const { quantity, limitPrice, stopPrice, timeInForce } = change
  const price = (field: 'limitPrice' | 'stopPrice', given: DecimalInput): Decimal => {
    if (!priceFields[terms.type].includes(field))
      throw invalid(field, String(given), `no ${field}, because the order is a ${terms.type} order`)
    return parsePrice(field, given, instrument)
  }
  const parsed = {
    ...(quantity !== undefined && { quantity: parseQuantity('quantity', quantity, instrument) }),
    ...(limitPrice !== undefined && { limitPrice: price('limitPrice', limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: price('stopPrice', stopPrice) }),
    ...(timeInForce !== undefined && { timeInForce }),
  }
  if (Object.keys(parsed).length === 0) throw invalid('change', 'empty', 'at least one field to change')
  return parsed
}

const priceFields: Readonly<Record<OrderType, readonly ('limitPrice' | 'stopPrice')[]>> = {
  market: [],
  limit: ['limitPrice'],
  stop: ['stopPrice'],
  'stop-limit': ['limitPrice', 'stopPrice'],
}

function parseDisplay(input: DecimalInput, quantity: Decimal, instrument: Instrument): Decimal {
  const shown = parseQuantity('displayQuantity', input, instrument)
  if (shown.lte(quantity)) return shown
  throw invalid('displayQuantity', shown.toFixed(), `at most the quantity of ${quantity.toFixed()}`, quantity)
}

function parsePrice(field: 'limitPrice' | 'stopPrice', input: DecimalInput, instrument: Instrument): Decimal {
  const price = readDecimal(input)
  if (price === undefined || !price.gt(0)) throw invalid(field, String(input), 'a price above 0')
  const tick = instrument.tickAt(price)
  if (isMultiple(price, tick)) return price
  const nearest = Decimal.max(price.toNearest(tick, Decimal.ROUND_HALF_CEIL), tick)
  throw invalid(field, price.toFixed(), `a multiple of the tick ${tick.toFixed()} of ${instrument.id}`, nearest)
}

function parseQuantity(field: 'quantity' | 'displayQuantity', input: DecimalInput, instrument: Instrument): Decimal {
  const { id, lotSize, freezeQuantity } = instrument
  const quantity = readDecimal(input)
  if (quantity === undefined || !quantity.gt(0)) throw invalid(field, String(input), 'a quantity above 0')
  if (!isMultiple(quantity, lotSize)) {
    const nearest = Decimal.max(quantity.toNearest(lotSize, Decimal.ROUND_HALF_CEIL), lotSize)
    throw invalid(field, quantity.toFixed(), `a multiple of the lot ${lotSize.toFixed()} of ${id}`, nearest)
  }
  if (freezeQuantity !== undefined && quantity.gt(freezeQuantity)) {
    const nearest = freezeQuantity.toNearest(lotSize, Decimal.ROUND_FLOOR)
    throw invalid(
      field,
      quantity.toFixed(),
      `at most ${freezeQuantity.toFixed()}, the freeze quantity of ${id}`,
      nearest,
    )
  }
  return quantity
}

/** Whether `value` is a whole multiple of `step`, in floats as far as they are exact because a Decimal division is slow. */
function isMultiple(value: Decimal, step: Decimal): boolean {
  const [whole, unit] = [value.toNumber(), step.toNumber()]
  if (Number.isSafeInteger(whole) && Number.isSafeInteger(unit)) return whole % unit === 0
  const count = Math.round(whole / unit)
  return Number.isSafeInteger(count) ? step.times(count).eq(value) : value.mod(step).isZero()
}

/** A request, or a part of one, that can never be right. */
export function invalid(field: string, value: string, expected: string, nearest?: Decimal): ShagunError {
  const hint = nearest === undefined ? '' : ` The nearest is ${nearest.toFixed()}.`
  return new ShagunError('invalid-order', `${field} is ${value}; expected ${expected}.${hint}`, {
    details: { field, value, expected, ...(nearest !== undefined && { nearest: nearest.toFixed() }) },
  })
}
