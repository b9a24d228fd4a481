import { type BrokerOrder, type BrokerOrderId, type ClientOrderId, Decimal, type InstrumentId } from '@shagun/core'
import { parseTime } from '../wire-time.ts'
import { amountOf, idOf, isRow, text, type Wire } from './wire.ts'

/** What of a row is of use to address the order again, beside what core knows. */
export interface ReadOrder {
  readonly order: BrokerOrder
  readonly terms: { readonly orderType: string; readonly price: number; readonly triggerPrice: number }
  readonly hasFilled: boolean
  /** Where it is a leg of an iceberg, which one, and how large the whole is. */
  readonly iceberg?: { readonly leg: number; readonly total: Decimal }
}

/**
 * A row of Kite's order book, or an update in the shape of a postback.
 *
 * `{"order_id":"171229000724687","status":"COMPLETE","exchange":"NSE","tradingsymbol":"SBIN","transaction_type":"BUY",
 * "order_type":"LIMIT","quantity":1,"filled_quantity":1,"average_price":305.5,"price":305.5,"trigger_price":0,
 * "validity":"DAY","variety":"regular","order_timestamp":"2017-12-29 11:06:52","tag":null,"tags":[]}`
 *
 * @param tagOf - the tag of an order that was split: its slices may carry none
 * @param hide - takes secrets out of what is said of it
 * @returns `undefined` for what is no order
 */
export function readOrder(
  row: Wire,
  tagOf: (parent: string) => string | undefined,
  hide: (text: string) => string,
): ReadOrder | undefined {
  if (!isRow(row)) return undefined
  const { exchange, tradingsymbol, transaction_type: side, status } = row
  const id = idOf(row['order_id'])
  const [quantity, filled] = [exact(row['quantity']), exact(row['filled_quantity'] ?? 0)]
  const time =
    parseTime(row['exchange_update_timestamp']) ??
    parseTime(row['order_timestamp']) ??
    parseTime(row['exchange_timestamp'])
  if (id === undefined || !text(exchange) || !text(tradingsymbol) || !text(status)) return undefined
  if ((side !== 'BUY' && side !== 'SELL') || quantity === undefined || filled === undefined || time === undefined)
    return undefined
  const [price, trigger, average] = [row['price'], row['trigger_price'], row['average_price']].map(
    (value) => exact(value ?? 0) ?? new Decimal(0),
  ) as [Decimal, Decimal, Decimal]
  const tag = tagIn(row, tagOf)
  const reason = row['status_message'] ?? row['status_message_raw']
  const validity = row['validity']
  const iceberg = icebergIn(row['meta'])
  return {
    hasFilled: filled.gt(0),
    ...(iceberg !== undefined && { iceberg }),
    terms: { orderType: String(row['order_type']), price: price.toNumber(), triggerPrice: trigger.toNumber() },
    order: {
      brokerOrderId: id as BrokerOrderId,
      ...(tag !== undefined && { clientOrderId: tag as ClientOrderId }),
      instrument: `${exchange}:${tradingsymbol}` as InstrumentId,
      side: side === 'BUY' ? 'buy' : 'sell',
      lifecycle: lifecycleOf(status),
      quantity,
      filledQuantity: filled,
      // Right after an order is complete, its average is still 0.
      ...(average.gt(0) && { averagePrice: averageOf(average, filled) }),
      ...(price.gt(0) && { limitPrice: price }),
      ...(trigger.gt(0) && { stopPrice: trigger }),
      ...(validity === 'IOC' ? { timeInForce: 'ioc' as const } : validity === 'DAY' && { timeInForce: 'day' as const }),
      time,
      ...(text(reason) && { reason: hide(reason) }),
      note: { variety: text(row['variety']) ? row['variety'] : 'regular' },
    },
  }
}

/**
 * An average is a quotient, of which Kite tells as many digits as a float has; what was paid has no more than four places,
 * so that the average that it comes from can be told.
 */
function averageOf(average: Decimal, filled: Decimal): Decimal {
  return filled.isZero() ? average : average.times(filled).toDecimalPlaces(4).div(filled)
}

/** All that is read of a row: two of one shape are read alike. */
export function shapeOf(row: Readonly<Record<string, Wire>>, tagOf: (parent: string) => string | undefined): string {
  return JSON.stringify([...fields.map((field) => row[field]), tagIn(row, tagOf)])
}

const fields = [
  'order_id',
  'status',
  'filled_quantity',
  'average_price',
  'quantity',
  'price',
  'trigger_price',
  'exchange_update_timestamp',
  'order_timestamp',
  'exchange_timestamp',
  'order_type',
  'validity',
  'status_message',
  'status_message_raw',
  'exchange',
  'tradingsymbol',
  'transaction_type',
  'variety',
  'meta',
] as const

/** `{"iceberg":{"leg":1,"legs":5,"leg_quantity":200,"total_quantity":1000,"remaining_quantity":800}}`, at times as text. */
function icebergIn(meta: Wire): ReadOrder['iceberg'] {
  const told = text(meta) ? parse(meta) : meta
  const found = isRow(told) ? told['iceberg'] : undefined
  if (!isRow(found)) return undefined
  const [leg, total] = [amountOf(found['leg']), exact(found['total_quantity'])]
  return leg === undefined || total === undefined ? undefined : { leg, total }
}

function parse(json: string): Wire {
  try {
    return JSON.parse(json)
  } catch {
    // Whatever else it says is of no use here.
    return undefined
  }
}

/** What is not known to be over is alive, whatever it is called. */
function lifecycleOf(status: string): BrokerOrder['lifecycle'] {
  if (status === 'COMPLETE') return 'filled'
  if (status.startsWith('CANCELLED')) return 'canceled'
  return status.startsWith('REJECTED') ? 'rejected' : 'working'
}

/** The tag under which a row was placed, be it its own or that of the order which it is a slice of. */
export function tagIn(
  { tag, tags }: Readonly<Record<string, unknown>>,
  tagOf: (parent: string) => string | undefined,
): string | undefined {
  if (text(tag)) return tag
  const others = Array.isArray(tags) ? tags.filter(text) : []
  const parent = others.find((other) => other.startsWith('autoslice:'))?.slice('autoslice:'.length)
  // Beside these, Kite's own words stand among the tags.
  const own = others.find((other) => !/^(?:mktp|autoslice)(?::|$)/.test(other))
  return own ?? (parent === undefined ? undefined : tagOf(parent))
}

function exact(value: Wire): Decimal | undefined {
  const amount = amountOf(value)
  return amount !== undefined && amount >= 0 ? new Decimal(amount) : undefined
}
