import type { BrokerFill, BrokerOrder } from '../model/broker-book.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { BrokerOrderId, ClientOrderId } from '../model/ids.ts'
import type { OrderTerms } from '../model/order.ts'
import { createOrder } from './apply-order-event.ts'
import type { TrackedOrder } from './tracked-order.ts'

export const id = 'order1' as ClientOrderId
export const broker1 = 'B1' as BrokerOrderId
export const broker2 = 'B2' as BrokerOrderId

export const terms: OrderTerms = {
  clientOrderId: id,
  instrument: 'NSE:INFY',
  side: 'buy',
  type: 'limit',
  quantity: new Decimal(100),
  limitPrice: new Decimal('1500.05'),
  product: 'delivery',
  timeInForce: 'day',
}

export function fillOf(quantity: number, price: number | string, more: Partial<Fill> = {}): Fill {
  return {
    fillId: `f${quantity}@${price}`,
    clientOrderId: id,
    brokerOrderId: broker1,
    instrument: 'NSE:INFY',
    side: 'buy',
    quantity: new Decimal(quantity),
    price: new Decimal(price),
    fees: zero,
    time: 0,
    provisional: false,
    ...more,
  }
}

export function rowOf(
  lifecycle: BrokerOrder['lifecycle'],
  filled: number,
  average?: number | string,
  more: Partial<BrokerOrder> = {},
): BrokerOrder {
  return {
    brokerOrderId: broker1,
    instrument: 'NSE:INFY',
    side: 'buy',
    lifecycle,
    quantity: terms.quantity,
    filledQuantity: new Decimal(filled),
    ...(average !== undefined && { averagePrice: new Decimal(average) }),
    time: 7,
    ...more,
  }
}

export function tradeOf(fillId: string, quantity: number, price: number | string): BrokerFill {
  return { fillId, brokerOrderId: broker1, quantity: new Decimal(quantity), price: new Decimal(price), time: 7 }
}

export function trackedOf(more: Partial<TrackedOrder['order']> = {}): TrackedOrder {
  const order = {
    ...createOrder(terms, 'submitted'),
    lifecycle: 'working',
    brokerOrderIds: [broker1],
    ...more,
  } as const
  return {
    order,
    submittedAt: 0,
    strategy: undefined,
    execution: undefined,
    change: undefined,
    note: {},
    fills: [],
    complete: true,
    closed: new Map(),
    pendingSince: 0,
    touchedAt: 0,
    changedAt: 0,
  }
}
