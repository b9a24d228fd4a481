import {
  type BrokerOrder,
  type BrokerOrderId,
  type ClientOrderId,
  Decimal,
  type InstrumentId,
  type Position,
  ShagunError,
} from '@shagun/core'
import { type BrokerFill, symbolOf } from '@shagun/core/adapter'

// From Acme's words to ours: pure, and the only place that knows them.

type Row = Readonly<Record<string, unknown>>

const exchange = 'ACME'

export function symbolIn(instrument: InstrumentId): string {
  return symbolOf(instrument)
}

/** Acme numbers its orders from 1 on each day, so the day goes before the number. */
export function orderIdOf(on: unknown, id: unknown): BrokerOrderId | undefined {
  return isText(on) && isText(id) ? (`${on}.${id}` as BrokerOrderId) : undefined
}

/** Where an order is addressed: `orders/2026-01-05/17`. */
export function pathOf(order: BrokerOrderId): string {
  return `orders/${order.split('.').map(encodeURIComponent).join('/')}`
}

/**
 * `{"id":"17","on":"2026-01-05","tag":"k3v9…","symbol":"INFY","side":"buy","state":"open","quantity":"10","filled":"4","average":"1500.05",
 * "limit":"1501","validity":"day","at":1767585600}`; times in seconds, no average before the first trade.
 */
export function readOrder(row: unknown): BrokerOrder | undefined {
  if (!isRow(row)) return undefined
  const { id, on, tag, symbol, side, state, quantity, filled, average, limit, validity, at, error } = row
  const [brokerOrderId, lifecycle] = [orderIdOf(on, id), lifecycles[String(state)]]
  if (brokerOrderId === undefined || !isText(symbol) || !isText(quantity) || !isText(filled) || typeof at !== 'number')
    return undefined
  if (lifecycle === undefined || (side !== 'buy' && side !== 'sell')) return undefined
  return {
    brokerOrderId,
    ...(isText(tag) && { clientOrderId: tag as ClientOrderId }),
    instrument: `${exchange}:${symbol}`,
    side,
    lifecycle,
    quantity: new Decimal(quantity),
    filledQuantity: new Decimal(filled),
    ...(isText(average) && { averagePrice: new Decimal(average) }),
    ...(isText(limit) && { limitPrice: new Decimal(limit) }),
    ...((validity === 'day' || validity === 'ioc') && { timeInForce: validity }),
    ...(isText(error) && { reason: error }),
    time: at * 1_000,
  }
}

const lifecycles: Readonly<Record<string, BrokerOrder['lifecycle']>> = {
  open: 'working',
  done: 'filled',
  canceled: 'canceled',
  refused: 'rejected',
  expired: 'expired',
}

/** `{"id":"T9","order":"17","on":"2026-01-05","quantity":"4","price":"1500.05","fee":"0.6","at":1767585600}` */
export function readTrade(row: unknown): BrokerFill | undefined {
  if (!isRow(row)) return undefined
  const { id, order, on, quantity, price, fee, at } = row
  const brokerOrderId = orderIdOf(on, order)
  if (!isText(id) || brokerOrderId === undefined || !isText(quantity) || !isText(price) || typeof at !== 'number')
    return undefined
  return {
    fillId: id,
    brokerOrderId,
    quantity: new Decimal(quantity),
    price: new Decimal(price),
    ...(isText(fee) && { fees: new Decimal(fee) }),
    time: at * 1_000,
  }
}

/** `{"symbol":"INFY","quantity":"-4","average":"1500.05","profit":"0"}` */
export function readPosition(row: unknown): Position | undefined {
  if (!isRow(row)) return undefined
  const { symbol, quantity, average, profit } = row
  if (!isText(symbol) || !isText(quantity) || !isText(average) || !isText(profit)) return undefined
  return {
    instrument: `${exchange}:${symbol}`,
    product: 'delivery',
    quantity: new Decimal(quantity),
    averagePrice: new Decimal(average),
    realizedProfit: new Decimal(profit),
  }
}

/**
 * All rows of a book, or none of it: a row that cannot be read may be the one that matters.
 *
 * @throws ShagunError `invalid-data`
 */
export function readList<T>(book: string, body: unknown, parse: (row: unknown) => T | undefined): readonly T[] {
  const rows = Array.isArray(body) ? body.map(parse) : [undefined]
  if (!rows.includes(undefined)) return rows as readonly T[]
  const expected = 'a list of rows as they are documented'
  throw new ShagunError('invalid-data', `Acme's ${book} cannot be read; expected ${expected}. Try again later.`, {
    details: { source: 'acme', field: book, expected },
    retryable: true,
  })
}

function isRow(row: unknown): row is Row {
  return typeof row === 'object' && row !== null
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
