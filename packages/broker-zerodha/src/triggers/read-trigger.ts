import { type BrokerOrderId, Decimal, type InstrumentId, type Side, type Timestamp } from '@shagun/core'
import { amountOf, idOf, isRow, text, type Wire } from '../books/wire.ts'
import { parseTime } from '../wire-time.ts'

/** What waits at Kite for a price, for up to a year: one order, or two of which one cancels the other. */
export interface Trigger {
  readonly id: string
  readonly status: string
  readonly createdAt: Timestamp
  readonly updatedAt: Timestamp
  readonly exchange: string
  readonly tradingsymbol: string
  readonly lastPrice: Decimal
  readonly legs: readonly TriggerLeg[]
}

/** The order that one of its prices sets off. */
export interface TriggerLeg {
  readonly id: BrokerOrderId
  readonly instrument: InstrumentId
  readonly side: Side
  readonly product: string
  readonly quantity: Decimal
  readonly limitPrice: Decimal
  readonly triggerPrice: Decimal
  /** Whether the price has to turn against the order first. */
  readonly isStop: boolean
  /** Of the order that was set off, in the order book. */
  readonly orderId?: string
  /** Why the order that was set off is none. */
  readonly refused?: string
}

/**
 * A row of Kite's triggers.
 *
 * `{"id":112127,"type":"two-leg","created_at":"2019-09-12 13:25:16","updated_at":"2019-09-12 13:25:16","status":"active",
 * "condition":{"exchange":"NSE","last_price":102.6,"tradingsymbol":"RAIN","trigger_values":[102.0,103.7]},
 * "orders":[{"transaction_type":"SELL","product":"CNC","order_type":"LIMIT","quantity":1,"price":1,"result":{…}}]}`
 *
 * @returns `undefined` for what is no trigger
 */
export function readTrigger(row: Wire, hide: (text: string) => string): Trigger | undefined {
  if (!isRow(row) || !isRow(row['condition']) || !Array.isArray(row['orders'])) return undefined
  const { status, condition, orders } = row
  const { exchange, tradingsymbol, trigger_values: triggers } = condition
  const [id, last] = [idOf(row['id']), amountOf(condition['last_price'])]
  const createdAt = parseTime(row['created_at'])
  if (id === undefined || !text(status) || createdAt === undefined || !text(exchange) || !text(tradingsymbol))
    return undefined
  if (!Array.isArray(triggers) || triggers.length !== orders.length) return undefined
  const lastPrice = new Decimal(last ?? 0)
  const instrument = `${exchange}:${tradingsymbol}` as InstrumentId
  const legs = orders.map((order: Wire, i) => {
    const price = amountOf(triggers[i])
    return price === undefined ? undefined : readLeg(order, legId(id, i), instrument, price, lastPrice, hide)
  })
  if (legs.includes(undefined)) return undefined
  const updatedAt = parseTime(row['updated_at']) ?? createdAt
  const fixed = { id, status, createdAt, updatedAt, exchange, tradingsymbol, lastPrice }
  return { ...fixed, legs: legs.filter((leg) => leg !== undefined) }
}

/** How the legs of a trigger are called among orders; the lower price comes first at Kite. */
export function legId(triggerId: string, index: number): BrokerOrderId {
  return `gtt-${triggerId}-${index + 1}` as BrokerOrderId
}

/** The trigger that a leg belongs to. */
export function triggerIdOf(leg: string): string {
  return leg.split('-')[1] ?? ''
}

function readLeg(
  order: Wire,
  id: BrokerOrderId,
  instrument: InstrumentId,
  trigger: number,
  lastPrice: Decimal,
  hide: (text: string) => string,
): TriggerLeg | undefined {
  if (!isRow(order)) return undefined
  const { transaction_type: side, product, result } = order
  const [quantity, price] = [amountOf(order['quantity']), amountOf(order['price'])]
  if ((side !== 'BUY' && side !== 'SELL') || !text(product) || quantity === undefined || price === undefined)
    return undefined
  const triggerPrice = new Decimal(trigger)
  const outcome = isRow(result) && isRow(result['order_result']) ? result['order_result'] : {}
  const { order_id: orderId, status, rejection_reason: reason } = outcome
  return {
    id,
    instrument,
    side: side === 'BUY' ? 'buy' : 'sell',
    product,
    quantity: new Decimal(quantity),
    limitPrice: new Decimal(price),
    triggerPrice,
    isStop: (side === 'SELL') === triggerPrice.lt(lastPrice),
    ...(text(orderId) && { orderId }),
    ...(status === 'failed' && { refused: hide(text(reason) ? reason : 'The order was not taken.') }),
  }
}
