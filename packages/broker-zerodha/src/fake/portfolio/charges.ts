import { Decimal } from '@shagun/core'
import { type Listed, none, worth } from '../exchange/listing.ts'
import type { FakeTrade, KiteProduct, KiteSide } from '../orders/order.ts'
import type { Row } from '../wire/reply.ts'
import { brokerageCap, brokerageRate, gstRate, ratesOf, sebiRate } from './charge-rates.ts'
import { sum } from './funds.ts'

/** What an order costs beside its price. */
export interface Charges {
  readonly tax: Decimal
  readonly taxType: 'stt' | 'ctt'
  readonly exchange: Decimal
  readonly sebi: Decimal
  readonly brokerage: Decimal
  readonly stamp: Decimal
  readonly gst: Decimal
  readonly total: Decimal
}

export function chargesFor(
  listed: Listed,
  product: KiteProduct,
  side: KiteSide,
  quantity: number,
  price: Decimal,
): Charges {
  const rates = ratesOf(listed, product)
  const value = worth(listed, price, quantity)
  const tax = value.times(rates.tax[side === 'BUY' ? 0 : 1])
  const exchange = value.times(rates.exchange)
  const sebi = value.times(sebiRate)
  const stamp = side === 'BUY' ? value.times(rates.stamp) : none
  const brokerage = brokerageOf(rates.brokerage, value)
  const gst = brokerage.plus(exchange).plus(sebi).times(gstRate)
  const total = sum([tax, exchange, sebi, stamp, brokerage, gst])
  return { tax, taxType: rates.taxType, exchange, sebi, brokerage, stamp, gst, total }
}

/** What a day's trades cost, order by order, in whole paise. */
export function chargesOfDay(trades: readonly FakeTrade[]): Decimal {
  const byOrder = Map.groupBy(trades, ({ order }) => order)
  const costs = [...byOrder].map(([{ terms }, parts]) => {
    const quantity = parts.reduce((total, part) => total + part.quantity, 0)
    const value = sum(parts.map((part) => part.price.times(part.quantity)))
    return chargesFor(terms.listed, terms.product, terms.side, quantity, value.div(quantity)).total
  })
  return sum(costs).toDecimalPlaces(2)
}

/** As Kite writes it. */
export function chargesRow({ tax, taxType, exchange, sebi, brokerage, stamp, gst, total }: Charges): Row {
  return {
    transaction_tax: tax.toNumber(),
    transaction_tax_type: taxType,
    exchange_turnover_charge: exchange.toNumber(),
    sebi_turnover_charge: sebi.toNumber(),
    brokerage: brokerage.toNumber(),
    stamp_duty: stamp.toNumber(),
    gst: { igst: gst.toNumber(), cgst: 0, sgst: 0, total: gst.toNumber() },
    total: total.toNumber(),
  }
}

export const noCharges: Charges = {
  tax: none,
  taxType: 'stt',
  exchange: none,
  sebi: none,
  brokerage: none,
  stamp: none,
  gst: none,
  total: none,
}

function brokerageOf(rule: 'none' | 'flat' | 'capped', value: Decimal): Decimal {
  if (rule === 'none' || value.isZero()) return none
  const cap = new Decimal(brokerageCap)
  return rule === 'flat' ? cap : Decimal.min(cap, value.times(brokerageRate))
}
