import { Decimal, type Fill, type JournalEventOf, type Lifecycle } from '@shagun/core'
import { exchangeOf, symbolOf } from '@shagun/core/adapter'

/** A row of `trading_orders`, column by column. */
export interface OrderRow {
  readonly account: string
  readonly order_id: string
  readonly broker_name: string | null
  readonly broker_order_ids: string
  readonly exchange: string
  readonly symbol: string
  readonly transaction_type: string
  readonly order_type: string
  readonly product: string
  readonly time_in_force: string
  readonly quantity: string
  readonly price: string | null
  readonly stop_price: string | null
  readonly status: Lifecycle
  readonly certainty: 'confirmed' | 'unconfirmed' | 'quarantined'
  readonly reason: string | null
  readonly filled_quantity: string
  readonly turnover: string
  readonly average_price: string | null
  readonly arrival_price: number | null
  readonly order_timestamp: string
  readonly last_fill_timestamp: string | null
  readonly execution_time_ms: number | null
  readonly slippage: number | null
  readonly strategy: string | null
  readonly execution: string | null
  readonly tag: string | null
}

/** What is booked of an order. */
export interface Booked {
  readonly quantity: Decimal
  readonly turnover: Decimal
  readonly lastFill: string | null
}

/** What changes a row of `trading_orders`. */
export type OrderRowEvent = JournalEventOf<
  | 'order.accepted'
  | 'order.rejected'
  | 'order.unconfirmed'
  | 'order.filled'
  | 'order.modified'
  | 'order.canceled'
  | 'order.expired'
  | 'order.absent'
  | 'order.quarantined'
>

/** The row of an order that was submitted or denied. */
export function createOrderRow(account: string, event: JournalEventOf<'order.submitted' | 'order.denied'>): OrderRow {
  const { terms, strategy, execution } = event
  return {
    account,
    order_id: terms.clientOrderId,
    broker_name: event.type === 'order.submitted' ? event.broker : null,
    broker_order_ids: '[]',
    exchange: exchangeOf(terms.instrument),
    symbol: symbolOf(terms.instrument),
    transaction_type: terms.side,
    order_type: terms.type,
    product: terms.product,
    time_in_force: terms.timeInForce,
    quantity: terms.quantity.toFixed(),
    price: 'limitPrice' in terms ? terms.limitPrice.toFixed() : null,
    stop_price: 'stopPrice' in terms ? terms.stopPrice.toFixed() : null,
    status: event.type === 'order.denied' ? 'denied' : 'submitted',
    certainty: 'confirmed',
    reason: event.type === 'order.denied' ? event.denial.reason : null,
    filled_quantity: '0',
    turnover: '0',
    average_price: null,
    arrival_price: (event.type === 'order.submitted' ? event.arrivalPrice : undefined) ?? null,
    order_timestamp: iso(event.time),
    last_fill_timestamp: null,
    execution_time_ms: null,
    slippage: null,
    strategy: strategy ?? null,
    execution: execution ?? null,
    tag: terms.tag ?? null,
  }
}

/** The row after what happened; it follows core's own fold of orders, and never judges what is journalled. */
export function applyToOrderRow(row: OrderRow, event: OrderRowEvent): OrderRow {
  switch (event.type) {
    case 'order.accepted': {
      const known = JSON.parse(row.broker_order_ids) as string[]
      return {
        ...row,
        broker_order_ids: JSON.stringify([...new Set([...known, ...event.brokerOrderIds])]),
        status: row.status === 'submitted' ? 'working' : row.status,
        certainty: settled(row.certainty),
      }
    }
    case 'order.filled':
      return advance(book({ ...row, certainty: settled(row.certainty) }, addFill(bookedOf(row), event.fill)))
    case 'order.modified': {
      const { quantity, limitPrice, stopPrice, timeInForce } = event.change
      return advance({
        ...row,
        quantity: quantity?.toFixed() ?? row.quantity,
        price: limitPrice?.toFixed() ?? row.price,
        stop_price: stopPrice?.toFixed() ?? row.stop_price,
        time_in_force: timeInForce ?? row.time_in_force,
      })
    }
    case 'order.unconfirmed':
      return { ...row, certainty: 'unconfirmed', reason: event.cause }
    case 'order.quarantined':
      return { ...row, certainty: 'quarantined', reason: event.reason }
    case 'order.canceled':
      return { ...row, certainty: settled(row.certainty), status: 'canceled' }
    case 'order.expired':
      return { ...row, certainty: settled(row.certainty), status: 'expired' }
    case 'order.rejected':
      return { ...row, certainty: settled(row.certainty), status: 'rejected', reason: event.evidence.reason }
    case 'order.absent':
      return { ...row, certainty: settled(row.certainty), status: 'rejected', reason: 'The broker does not have it.' }
  }
}

/** The row with what is booked of it, and all that follows from that. */
export function book(row: OrderRow, { quantity, turnover, lastFill }: Booked): OrderRow {
  const average = quantity.isZero() ? null : turnover.div(quantity)
  return {
    ...row,
    filled_quantity: quantity.toFixed(),
    turnover: turnover.toFixed(),
    average_price: average?.toSignificantDigits(18).toFixed() ?? null,
    last_fill_timestamp: lastFill,
    execution_time_ms: lastFill === null ? null : Date.parse(lastFill) - Date.parse(row.order_timestamp),
    slippage: average === null ? null : slippageBps(row, average.toNumber()),
  }
}

export const nothingBooked: Booked = { quantity: new Decimal(0), turnover: new Decimal(0), lastFill: null }

export function addFill(booked: Booked, { quantity, price, time }: Pick<Fill, 'quantity' | 'price' | 'time'>): Booked {
  const at = iso(time)
  return {
    quantity: booked.quantity.plus(quantity),
    turnover: booked.turnover.plus(price.times(quantity)),
    lastFill: booked.lastFill === null || at > booked.lastFill ? at : booked.lastFill,
  }
}

export function iso(time: number): string {
  return new Date(time).toISOString()
}

function bookedOf(row: OrderRow): Booked {
  return {
    quantity: new Decimal(row.filled_quantity),
    turnover: new Decimal(row.turnover),
    lastFill: row.last_fill_timestamp,
  }
}

/** A closed order stays closed, unless late fills complete it. */
function advance(row: OrderRow): OrderRow {
  const filled = new Decimal(row.filled_quantity)
  if (filled.gte(row.quantity)) return { ...row, status: 'filled' }
  return row.status === 'submitted' && !filled.isZero() ? { ...row, status: 'working' } : row
}

function settled(certainty: OrderRow['certainty']): OrderRow['certainty'] {
  return certainty === 'unconfirmed' ? 'confirmed' : certainty
}

/** In basis points of the arrival price; positive is a cost, for a buy as for a sale. */
function slippageBps({ arrival_price, transaction_type }: OrderRow, average: number): number | null {
  if (arrival_price === null) return null
  return (transaction_type === 'buy' ? 1 : -1) * (average / arrival_price - 1) * 10_000
}
