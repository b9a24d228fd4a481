import { Decimal } from '@shagun/core'
import type { Listed } from '../exchange/listing.ts'
import type { Kite } from '../kite.ts'
import { amount, decimalOf, oneOf, type Params, required, whole } from '../wire/params.ts'
import { badInput } from '../wire/refusal.ts'
import {
  type KiteOrderType,
  type KiteSide,
  type KiteTerms,
  orderTypes,
  products,
  type Variety,
  validities,
} from './order.ts'

/**
 * Reads what is to be placed. What is wrong here is refused at once: there is no order then, and no row in any book.
 */
export function readTerms(kite: Kite, variety: Variety, params: Params): KiteTerms {
  const listed = readListed(kite, params)
  const side = oneOf(params, 'transaction_type', ['BUY', 'SELL'])
  const orderType = oneOf(params, 'order_type', orderTypes)
  const asked = oneOf(params, 'product', products)
  const product = variety === 'co' ? 'CO' : asked
  const validity = params['validity'] === undefined ? 'DAY' : oneOf(params, 'validity', validities)
  const quantity = whole(params, 'quantity')
  const ttlMinutes = validity === 'TTL' ? whole(params, 'validity_ttl') : 0
  const protection = readProtection(params)
  const isIceberg = variety === 'iceberg'

  checkQuantity(listed, quantity)
  checkProduct(listed, asked)
  if (validity === 'TTL' && (ttlMinutes < 1 || ttlMinutes > 1440)) throw badInput('Invalid `validity_ttl`.')
  if (validity === 'IOC' && listed.row.exchange === 'MCX') throw badInput('IOC orders are not allowed for MCX.')
  if (isIceberg && orderType !== 'LIMIT') throw badInput('Iceberg orders can only be LIMIT orders.')
  if (variety === 'co' && orderType !== 'LIMIT' && orderType !== 'MARKET') throw badInput('Invalid `order_type`.')
  checkProtection(kite, orderType, protection)
  const price = orderType === 'LIMIT' || orderType === 'SL' ? readPrice(listed, params, 'price') : new Decimal(0)
  const waits = orderType === 'SL' || orderType === 'SL-M' || variety === 'co'
  const triggerPrice = waits ? readPrice(listed, params, 'trigger_price') : new Decimal(0)
  if (orderType === 'SL') checkStop(side, price, triggerPrice)

  return {
    variety,
    listed,
    side,
    orderType,
    product,
    validity,
    ttlMinutes,
    quantity,
    disclosedQuantity: whole(params, 'disclosed_quantity'),
    price,
    triggerPrice,
    protection,
    tag: readTag(params),
    ...(variety === 'auction' && { auctionNumber: required(params, 'auction_number') }),
    ...(isIceberg && readLegs(listed, params, quantity)),
  }
}

export function checkQuantity({ instrument: { lotSize } }: Listed, quantity: number): void {
  if (quantity <= 0) throw badInput('Invalid `quantity`.')
  if (!new Decimal(quantity).mod(lotSize).isZero())
    throw badInput(`Quantity should be in multiples of ${lotSize.toFixed()}.`)
}

export function checkProtection({ behavior }: Kite, orderType: KiteOrderType, protection: number): void {
  if (behavior.marketProtection === 'optional' || protection !== 0) return
  if (orderType === 'MARKET' || orderType === 'SL-M')
    throw badInput(
      'Market orders without market protection are not allowed via API. Please set market protection or use a Limit order.',
    )
}

export function checkStop(side: KiteSide, price: Decimal, trigger: Decimal): void {
  if (side === 'BUY' && trigger.gt(price))
    throw badInput('Trigger price for stoploss buy orders cannot be above the limit price.')
  if (side === 'SELL' && trigger.lt(price))
    throw badInput('Trigger price for stoploss sell orders cannot be below the limit price.')
}

export function readProtection(params: Params): number {
  const text = params['market_protection']
  if (text === undefined) return 0
  const value = decimalOf(text)?.toNumber()
  if (value === undefined)
    throw badInput(`Invalid request (failed to decode market_protection, got: ${text} (expected decimal))`)
  if (value !== -1 && (value < 0 || value > 100)) throw badInput('Invalid `market_protection`.')
  return value
}

/** A price on the tick. */
export function readPrice({ instrument }: Listed, params: Params, name: 'price' | 'trigger_price'): Decimal {
  const price = amount(params, name)
  if (price.isZero()) throw badInput(`Missing or empty field \`${name}\``)
  const tick = instrument.tickAt(price)
  if (price.mod(tick).isZero()) return price
  throw badInput(
    `Tick size for this script is ${tick.toFixed()}. Kindly enter ${name.replace('_', ' ')} in the multiple of tick size for this script.`,
  )
}

export function readListed({ listings, clock }: Kite, params: Params): Listed {
  const exchange = required(params, 'exchange')
  const listed = listings.find(`${exchange}:${required(params, 'tradingsymbol')}`)
  const { expiry } = listed?.instrument ?? {}
  if (listed === undefined || listed.isIndex || (expiry !== undefined && expiry < clock.now()))
    throw badInput(
      'The instrument you are placing an order for has either expired or does not exist. Please check details and try again.',
    )
  return listed
}

function checkProduct({ row }: Listed, product: string): void {
  const isEquity = row.instrument_type === 'EQ'
  const fits = product === 'MIS' || (isEquity ? product !== 'NRML' : product === 'NRML')
  if (!fits) throw badInput(`Invalid \`product\`. ${product} is not allowed for ${row.exchange}.`)
}

function readTag(params: Params): string | undefined {
  const tag = params['tag']
  if (tag === undefined || /^[A-Za-z0-9]{1,20}$/.test(tag)) return tag
  throw badInput('Invalid `tag`. It should be alphanumeric, and at most 20 characters long.')
}

function readLegs(listed: Listed, params: Params, quantity: number) {
  const legs = whole(params, 'iceberg_legs')
  const legQuantity = whole(params, 'iceberg_quantity')
  if (legs < 2 || legs > 50) throw badInput('Invalid `iceberg_legs`. It should be from 2 to 50.')
  checkQuantity(listed, legQuantity)
  if (legQuantity * (legs - 1) >= quantity || legQuantity * legs < quantity)
    throw badInput('Invalid `iceberg_quantity`.')
  return { legs, legQuantity }
}
