import { Decimal } from '@shagun/core'
import { none } from '../exchange/listing.ts'
import type { Kite } from '../kite.ts'
import { type KiteTerms, orderTypes, products } from '../orders/order.ts'
import { readListed } from '../orders/terms.ts'
import type { Route } from '../routes.ts'
import { amount, oneOf, type Params, whole } from '../wire/params.ts'
import { badInput } from '../wire/refusal.ts'
import { type Row, success } from '../wire/reply.ts'
import type { Account } from './account.ts'
import { type Charges, chargesFor, chargesRow, noCharges } from './charges.ts'
import { marginOfTerms, segmentOf, sum } from './funds.ts'
import { leverageOf, type Margin, marginFor, noMargin } from './margin-rules.ts'

/** An order of which only the cost is asked. */
interface Asked extends Pick<KiteTerms, 'listed' | 'side' | 'product' | 'quantity'> {
  readonly params: Params
  readonly price: Decimal
}

/** What orders would take and cost. */
export function calculatorRoutes(kite: Kite): Route[] {
  const route = (
    path: string,
    answer: (orders: readonly Asked[], account: Account, params: Params) => unknown,
  ): Route => ({
    method: 'POST',
    path,
    endpoint: 'order-margins',
    bucket: 'others',
    takesJson: true,
    answer: ({ json, account, params }) => success(answer(readOrders(kite, json), account, params)),
  })
  const row = (order: Asked, margin: Margin): Row => rowOf(order, margin, costOf(order))

  return [
    route('/margins/orders', (orders) => orders.map((order) => row(order, alone(order)))),
    route('/margins/basket', (orders, account, params) => {
      const book = params['consider_positions'] === 'true' ? account : undefined
      const initial = sumMargins(orders.map(alone))
      const final =
        book === undefined ? sumMargins(netted(orders)) : sumMargins(orders.map((order) => within(book, order)))
      return {
        initial: rowOf(undefined, initial, noCharges),
        final: rowOf(undefined, final, noCharges),
        orders: orders.map((order) => row(order, alone(order))),
        charges: chargesRow(sumCharges(orders.map(costOf))),
      }
    }),
    route('/charges/orders', (orders) => orders.map((order) => ({ ...order.params, ...noteOf(order) }))),
  ]
}

function alone({ listed, product, side, quantity, price }: Asked): Margin {
  return marginFor(listed, product, side, quantity, price)
}

function within(account: Account, order: Asked): Margin {
  return marginOfTerms(account, order, order.quantity, order.price)
}

/** What closes an order before it takes nothing. */
function netted(orders: readonly Asked[]): Margin[] {
  const groups = Map.groupBy(orders, ({ listed, product }) => `${listed.key} ${product}`)
  return [...groups.values()].map((group) => {
    const net = group.reduce((total, { side, quantity }) => total + (side === 'BUY' ? quantity : -quantity), 0)
    if (net === 0) return noMargin
    const side = net > 0 ? 'BUY' : 'SELL'
    const first = group.find((order) => order.side === side)!
    return marginFor(first.listed, first.product, side, Math.abs(net), first.price)
  })
}

function costOf({ listed, product, side, quantity, price }: Asked): Charges {
  return chargesFor(listed, product, side, quantity, price)
}

function rowOf(
  order: Asked | undefined,
  { span, exposure, optionPremium, var: risk, total }: Margin,
  charges: Charges,
): Row {
  return {
    type: order === undefined ? '' : segmentOf(order.listed.row.exchange),
    tradingsymbol: order?.listed.row.tradingsymbol ?? '',
    exchange: order?.listed.row.exchange ?? '',
    span: span.toNumber(),
    exposure: exposure.toNumber(),
    option_premium: optionPremium.toNumber(),
    additional: 0,
    bo: 0,
    cash: 0,
    var: risk.toNumber(),
    pnl: { realised: 0, unrealised: 0 },
    leverage: order === undefined ? 0 : leverageOf(order.product),
    charges: chargesRow(charges),
    total: total.toNumber(),
  }
}

function noteOf(order: Asked): Row {
  const { listed, side, product, quantity, price } = order
  return {
    transaction_type: side,
    tradingsymbol: listed.row.tradingsymbol,
    exchange: listed.row.exchange,
    product,
    quantity,
    price: price.toNumber(),
    charges: chargesRow(costOf(order)),
  }
}

function readOrders(kite: Kite, json: unknown): Asked[] {
  if (!Array.isArray(json)) throw badInput('Expected a list of orders.')
  return json.map((each: object) => {
    const params = Object.fromEntries(Object.entries(each).map(([name, value]) => [name, String(value)]))
    const listed = readListed(kite, params)
    const [price, average] = [amount(params, 'price'), amount(params, 'average_price')]
    const last = kite.exchange.lineOf(listed).last ?? none
    if (params['order_type'] !== undefined) oneOf(params, 'order_type', orderTypes)
    return {
      params,
      listed,
      side: oneOf(params, 'transaction_type', ['BUY', 'SELL']),
      product: oneOf(params, 'product', products),
      quantity: whole(params, 'quantity'),
      price: average.gt(0) ? average : price.gt(0) ? price : last,
    }
  })
}

function sumMargins(margins: readonly Margin[]): Margin {
  const total = (name: keyof Margin): Decimal => sum(margins.map((margin) => margin[name]))
  return {
    span: total('span'),
    exposure: total('exposure'),
    optionPremium: total('optionPremium'),
    var: total('var'),
    total: total('total'),
  }
}

function sumCharges(charges: readonly Charges[]): Charges {
  const total = (name: Exclude<keyof Charges, 'taxType'>): Decimal =>
    charges.reduce((all, each) => all.plus(each[name]), new Decimal(0))
  return {
    taxType: charges[0]?.taxType ?? 'stt',
    tax: total('tax'),
    exchange: total('exchange'),
    sebi: total('sebi'),
    brokerage: total('brokerage'),
    stamp: total('stamp'),
    gst: total('gst'),
    total: total('total'),
  }
}
