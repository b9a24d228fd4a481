import type { BrokerFill, BrokerOrder, BrokerOrderId, ClientOrderId } from '@shagun/core'
import { Decimal } from '@shagun/core'
import { istText, istTime } from '../wire/ist.ts'
import type { FakeOrder, FakeTrade } from './order.ts'

/** The order as the order book has it. */
export function orderRow(order: FakeOrder): Record<string, unknown> {
  const { terms } = order
  const { listed } = terms
  const pending = order.ending === 'rejected' || order.ending === 'filled' ? 0 : order.quantity - order.filled
  return {
    placed_by: order.placedBy,
    order_id: order.id,
    exchange_order_id: order.exchangeOrderId ?? null,
    parent_order_id: order.parentId ?? null,
    status: order.status,
    status_message: order.message ?? null,
    status_message_raw: order.rawMessage ?? null,
    order_timestamp: istText(order.placedAt),
    exchange_update_timestamp: order.exchangeAt === undefined ? null : istText(order.changedAt),
    exchange_timestamp: order.exchangeAt === undefined ? null : istText(order.exchangeAt),
    variety: terms.variety,
    modified: order.modifications > 0,
    exchange: listed.row.exchange,
    tradingsymbol: listed.row.tradingsymbol,
    instrument_token: listed.token,
    order_type: order.orderType,
    transaction_type: terms.side,
    validity: order.validity,
    validity_ttl: terms.ttlMinutes,
    product: terms.product,
    quantity: order.quantity,
    disclosed_quantity: order.disclosedQuantity,
    price: order.price.toNumber(),
    trigger_price: order.triggerPrice.toNumber(),
    ...(terms.auctionNumber !== undefined && { auction_number: terms.auctionNumber }),
    average_price: averageOf(order).toNumber(),
    filled_quantity: order.filled,
    pending_quantity: pending,
    cancelled_quantity: order.canceled,
    market_protection: order.protection,
    meta: order.meta,
    tag: terms.tag ?? null,
    ...(order.tags.length > 0 && { tags: [...order.tags] }),
    guid: order.guid,
  }
}

/** The order at a step of its way; the history leaves some fields out. */
export function historyRow(order: FakeOrder): Record<string, unknown> {
  const { guid, market_protection, exchange_update_timestamp, modified, meta, ...row } = orderRow(order)
  return { ...row, order_timestamp: istText(order.changedAt) }
}

export function tradeRow({ id, order, quantity, price, time }: FakeTrade): Record<string, unknown> {
  const { listed, side, product } = order.terms
  return {
    trade_id: id,
    order_id: order.id,
    exchange: listed.row.exchange,
    tradingsymbol: listed.row.tradingsymbol,
    instrument_token: listed.token,
    product,
    average_price: price.toNumber(),
    quantity,
    exchange_order_id: order.exchangeOrderId ?? null,
    transaction_type: side,
    fill_timestamp: istText(time),
    order_timestamp: istTime(order.placedAt),
    exchange_timestamp: istText(time),
  }
}

/** The order as what is true. A price that only protects is not a limit that was asked for. */
export function venueOrder(order: FakeOrder): BrokerOrder {
  const { terms } = order
  const ours = order.apiKey !== undefined && order.askedAs !== undefined
  const asksLimit = terms.orderType === 'LIMIT' || terms.orderType === 'SL'
  return {
    brokerOrderId: order.id as BrokerOrderId,
    ...(ours && { clientOrderId: order.askedAs as ClientOrderId }),
    instrument: terms.listed.key,
    side: terms.side === 'BUY' ? 'buy' : 'sell',
    lifecycle: order.ending ?? 'working',
    quantity: new Decimal(order.quantity),
    filledQuantity: new Decimal(order.filled),
    ...(order.filled > 0 && { averagePrice: averageOf(order) }),
    ...(asksLimit && order.price.gt(0) && { limitPrice: order.price }),
    ...(order.triggerPrice.gt(0) && { stopPrice: order.triggerPrice }),
    timeInForce: order.validity === 'IOC' ? 'ioc' : 'day',
    time: order.changedAt,
    ...(order.message !== undefined && { reason: order.message }),
  }
}

export function venueFill({ id, order, quantity, price, time }: FakeTrade): BrokerFill {
  return {
    fillId: id,
    brokerOrderId: order.id as BrokerOrderId,
    quantity: new Decimal(quantity),
    price,
    time,
  }
}

function averageOf({ value, filled }: FakeOrder): Decimal {
  return filled === 0 ? new Decimal(0) : value.div(filled)
}
