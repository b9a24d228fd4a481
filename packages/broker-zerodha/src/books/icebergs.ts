import { type BrokerOrder, type BrokerOrderId, Decimal } from '@shagun/core'
import type { ReadOrder } from './read-order.ts'

/** Kite makes an order of each leg of an iceberg, one after the other; here they are the one order that they are. */
export interface Icebergs {
  /** The whole as it stands with this leg, under the id of the first one; `undefined` until that is known. */
  withLeg(leg: ReadOrder): ReadOrder | undefined
  /** The whole that this order is a leg of. */
  wholeOf(orderId: string): BrokerOrderId | undefined
  /** The leg that is in the market now. */
  currentLegOf(whole: string): BrokerOrderId | undefined
  forget(): void
}

export function createIcebergs(): Icebergs {
  /** By tag, which is the same on all legs. */
  const icebergs = new Map<string, Map<number, ReadOrder>>()
  const tags = new Map<string, string>()

  function legsOf(orderId: string): readonly ReadOrder[] {
    const legs = icebergs.get(tags.get(orderId) ?? '')
    return [...(legs ?? [])].sort(([a], [b]) => a - b).map(([, leg]) => leg)
  }

  function wholeOf(orderId: string): BrokerOrderId | undefined {
    const [first] = legsOf(orderId)
    return first?.iceberg?.leg === 1 ? first.order.brokerOrderId : undefined
  }

  return {
    wholeOf,
    withLeg(read) {
      const { brokerOrderId, clientOrderId } = read.order
      if (read.iceberg === undefined || clientOrderId === undefined) return read
      tags.set(brokerOrderId, clientOrderId)
      const legs = icebergs.get(clientOrderId) ?? new Map<number, ReadOrder>()
      icebergs.set(clientOrderId, legs)
      const before = legs.get(read.iceberg.leg)
      if (before === undefined || isNewer(read, before)) legs.set(read.iceberg.leg, read)
      const whole = wholeOf(brokerOrderId)
      return whole && together(whole, legsOf(brokerOrderId))
    },
    currentLegOf: (whole) => legsOf(whole).at(-1)?.order.brokerOrderId,
    forget() {
      icebergs.clear()
      tags.clear()
    },
  }
}

/** What is filled never becomes less, and what is over stays so. */
function isNewer({ order }: ReadOrder, { order: before }: ReadOrder): boolean {
  if (!order.filledQuantity.eq(before.filledQuantity)) return order.filledQuantity.gt(before.filledQuantity)
  return before.lifecycle === 'working' && (order.lifecycle !== 'working' || order.time >= before.time)
}

function together(brokerOrderId: BrokerOrderId, legs: readonly ReadOrder[]): ReadOrder {
  const last = legs.at(-1)!
  const orders = legs.map(({ order }) => order)
  const filledQuantity = Decimal.sum(...orders.map((order) => order.filledQuantity))
  const averagePrice = averageOf(orders, filledQuantity)
  const { averagePrice: _, ...order } = last.order
  return {
    ...last,
    hasFilled: filledQuantity.gt(0),
    order: {
      ...order,
      brokerOrderId,
      quantity: last.iceberg!.total,
      filledQuantity,
      ...(averagePrice !== undefined && { averagePrice }),
      lifecycle: lifecycleOf(orders, filledQuantity, last.iceberg!.total),
      time: Math.max(...orders.map(({ time }) => time)),
    },
  }
}

/** Unknown while one of them does not tell its own. */
function averageOf(orders: readonly BrokerOrder[], filledQuantity: Decimal): Decimal | undefined {
  const filled = orders.filter((order) => order.filledQuantity.gt(0))
  if (filled.length === 0 || filled.some(({ averagePrice }) => averagePrice === undefined)) return undefined
  return Decimal.sum(...filled.map((order) => order.averagePrice!.times(order.filledQuantity))).div(filledQuantity)
}

/** Between two legs, when one is filled and the next is not there yet, the whole is still alive. */
function lifecycleOf(orders: readonly BrokerOrder[], filled: Decimal, total: Decimal): BrokerOrder['lifecycle'] {
  if (orders.some(({ lifecycle }) => lifecycle === 'working')) return 'working'
  const ending = orders.find(({ lifecycle }) => lifecycle !== 'filled')?.lifecycle
  if (ending !== undefined) return filled.gt(0) && ending === 'rejected' ? 'canceled' : ending
  return filled.gte(total) ? 'filled' : 'working'
}
