import { Decimal } from '@shagun/core'
import type { Listed } from '../exchange/listing.ts'
import type { Kite } from '../kite.ts'
import { type KiteSide, products } from '../orders/order.ts'
import { readListed, readPrice } from '../orders/terms.ts'
import { decimalOf, oneOf, type Params, required, whole } from '../wire/params.ts'
import { badInput } from '../wire/refusal.ts'
import type { GttLeg } from './gtt.ts'

/** What a form asks for: a condition and orders, each as JSON within it. */
export interface GttTerms {
  readonly type: 'single' | 'two-leg'
  readonly listed: Listed
  readonly triggers: readonly Decimal[]
  readonly lastPrice: Decimal
  readonly legs: readonly GttLeg[]
}

export function readGtt(kite: Kite, params: Params): GttTerms {
  const type = oneOf(params, 'type', ['single', 'two-leg'])
  const condition = parse(params, 'condition') as { readonly trigger_values?: unknown; readonly last_price?: unknown }
  const orders = parse(params, 'orders')
  const listed = readListed(kite, textOf(condition))
  const count = type === 'single' ? 1 : 2
  const values = condition.trigger_values
  if (!Array.isArray(values) || values.length !== count) throw badInput(`Expected ${count} trigger values.`)
  if (!Array.isArray(orders) || orders.length !== count) throw badInput(`Expected ${count} orders.`)
  const triggers = values.map((value) => readPrice(listed, { trigger_price: String(value) }, 'trigger_price'))
  const lastPrice = decimalOf(String(condition.last_price))
  if (lastPrice === undefined || lastPrice.lte(0)) throw badInput('Invalid `last_price`.')
  checkTriggers(triggers, lastPrice)
  return { type, listed, triggers, lastPrice, legs: orders.map((order) => readLeg(listed, textOf(order))) }
}

/** What has been reached already waits for nothing. */
function checkTriggers(triggers: readonly Decimal[], lastPrice: Decimal): void {
  if (triggers.some((trigger) => trigger.eq(lastPrice))) throw badInput('Trigger already met.')
  const [lower, upper] = triggers
  if (upper !== undefined && !(lower!.lt(lastPrice) && upper.gt(lastPrice)))
    throw badInput('The first trigger must be below the last price, and the second above it.')
}

function readLeg(listed: Listed, order: Params): GttLeg {
  const quantity = whole(order, 'quantity')
  if (quantity <= 0 || !new Decimal(quantity).mod(listed.instrument.lotSize).isZero())
    throw badInput('Invalid `quantity`.')
  return {
    side: oneOf(order, 'transaction_type', ['BUY', 'SELL']) as KiteSide,
    quantity,
    orderType: oneOf(order, 'order_type', ['LIMIT']),
    product: oneOf(order, 'product', products),
    price: readPrice(listed, order, 'price'),
  }
}

function parse(params: Params, name: 'condition' | 'orders'): unknown {
  try {
    const value: unknown = JSON.parse(required(params, name))
    if (typeof value === 'object' && value !== null) return value
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  throw badInput(`Invalid JSON in \`${name}\`.`)
}

function textOf(value: object): Params {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]))
}
