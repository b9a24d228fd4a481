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
  | 'order.reopened'
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

/** The columns that decide what an event changes. */
export const decidingColumns = [
  'broker_order_ids',
  'transaction_type',
  'quantity',
  'status',
  'certainty',
  'filled_quantity',
  'turnover',
  'arrival_price',
  'order_timestamp',
  'last_fill_timestamp',
] as const

/** As much of a row as must be read. */
export type KnownOrder = Pick<OrderRow, (typeof decidingColumns)[number]>

/** What an event makes of columns. */
export type OrderChanges = Partial<OrderRow>

/** What becomes of a row; it follows core's own fold of orders, and never judges what is journalled. */
export function changesOf(row: KnownOrder, event: OrderRowEvent): OrderChanges {
  const certainty = settled(row.certainty)
  switch (event.type) {
    case 'order.accepted': {
      const quantity = new Decimal(row.quantity).minus(event.refused?.quantity ?? 0)
      const status = row.status === 'submitted' ? 'working' : row.status
      return {
        broker_order_ids: withIds(row, event.brokerOrderIds),
        status: event.refused === undefined ? status : statusOf(status, new Decimal(row.filled_quantity), quantity),
        certainty,
        ...(event.refused !== undefined && { quantity: quantity.toFixed() }),
      }
    }
    case 'order.reopened':
      return { broker_order_ids: withIds(row, event.brokerOrderIds), status: 'working' }
    case 'order.filled': {
      const booked = addFill(bookedOf(row), event.fill)
      const status = statusOf(row.status, booked.quantity, new Decimal(row.quantity))
      return { ...bookedColumns(row, booked), status, certainty }
    }
    case 'order.modified': {
      const { quantity = new Decimal(row.quantity), limitPrice, stopPrice, timeInForce } = event.change
      return {
        quantity: quantity.toFixed(),
        status: statusOf(row.status, new Decimal(row.filled_quantity), quantity),
        ...(limitPrice && { price: limitPrice.toFixed() }),
        ...(stopPrice && { stop_price: stopPrice.toFixed() }),
        ...(timeInForce && { time_in_force: timeInForce }),
      }
    }
    case 'order.unconfirmed':
      return { certainty: 'unconfirmed', reason: event.cause }
    case 'order.quarantined':
      return { certainty: 'quarantined', reason: event.reason }
    case 'order.canceled':
      return { certainty, status: 'canceled' }
    case 'order.expired':
      return { certainty, status: 'expired' }
    case 'order.rejected':
      return { certainty, status: 'rejected', reason: event.evidence.reason }
    case 'order.absent':
      return {
        certainty,
        status: row.status === 'submitted' ? 'rejected' : 'expired',
        reason: 'The broker does not have it.',
      }
  }
}

function withIds(row: KnownOrder, ids: readonly string[]): string {
  return JSON.stringify([...new Set([...(JSON.parse(row.broker_order_ids) as string[]), ...ids])])
}

/** What is booked of an order, and all that follows from that. */
export function bookedColumns(row: KnownOrder, { quantity, turnover, lastFill }: Booked): OrderChanges {
  const average = quantity.isZero() ? null : turnover.div(quantity)
  return {
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

function bookedOf(row: KnownOrder): Booked {
  return {
    quantity: new Decimal(row.filled_quantity),
    turnover: new Decimal(row.turnover),
    lastFill: row.last_fill_timestamp,
  }
}

/** A closed order stays closed, unless late fills complete it. */
function statusOf(status: Lifecycle, filled: Decimal, quantity: Decimal): Lifecycle {
  if (filled.gte(quantity)) return 'filled'
  return status === 'submitted' && !filled.isZero() ? 'working' : status
}

function settled(certainty: OrderRow['certainty']): OrderRow['certainty'] {
  return certainty === 'unconfirmed' ? 'confirmed' : certainty
}

/** In basis points of the arrival price; positive is a cost, for a buy as for a sale. */
function slippageBps({ arrival_price, transaction_type }: KnownOrder, average: number): number | null {
  if (arrival_price === null) return null
  return (transaction_type === 'buy' ? 1 : -1) * (average / arrival_price - 1) * 10_000
}
