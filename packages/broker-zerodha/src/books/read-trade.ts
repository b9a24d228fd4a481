import { type BrokerFill, type BrokerOrderId, Decimal } from '@shagun/core'
import { parseTime } from '../wire-time.ts'
import { amountOf, idOf, isRow, type Wire } from './wire.ts'

/**
 * A row of the trade book.
 *
 * `{"trade_id":"10000000","order_id":"200000000000000","average_price":420.65,"quantity":1,
 * "fill_timestamp":"2021-05-31 09:16:39","exchange_timestamp":"2021-05-31 09:16:39","order_timestamp":"09:16:39"}`
 */
export function readTrade(row: Wire): BrokerFill | undefined {
  if (!isRow(row)) return undefined
  const [id, orderId] = [idOf(row['trade_id']), idOf(row['order_id'])]
  const [price, quantity] = [amountOf(row['average_price']), amountOf(row['quantity'] ?? row['filled'])]
  const time =
    parseTime(row['fill_timestamp']) ?? parseTime(row['exchange_timestamp']) ?? parseTime(row['order_timestamp'])
  if (id === undefined || orderId === undefined || time === undefined) return undefined
  if (price === undefined || quantity === undefined || !(price > 0) || !(quantity > 0)) return undefined
  return {
    fillId: id,
    brokerOrderId: orderId as BrokerOrderId,
    quantity: new Decimal(quantity),
    price: new Decimal(price),
    time,
  }
}
