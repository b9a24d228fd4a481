import {
  type AccountView,
  type BrokerOrder,
  type BrokerOrderId,
  type ClientOrderId,
  Decimal,
  type Fill,
  type InstrumentId,
  type JournalEvent,
  type Order,
  type OrderIntent,
  type Side,
} from '@shagun/core'
import { openOrder, termsOf, viewOf, type Wanted } from './account.ts'

/** An account that lives: what happens to it becomes events, and its view is what they made of it. */
export interface Ledger {
  readonly view: AccountView
  readonly events: readonly JournalEvent[]
  place(wanted: Wanted): void
  /** Of the order of that number, if it is open. */
  fill(pick: number, quantity: number, price: number): void
  cancel(pick: number): void
  /** Asks for another quantity and price; the answer comes later. */
  modify(pick: number, quantity: number, limitPrice: number): void
  answer(pick: number, isTaken: boolean): void
  reconcile(instrument: InstrumentId, quantity: number, averagePrice: number): void
  outside(id: number, side: Side, isWorking: boolean): void
  wait(ms: number): void
  /** The intent to modify an order that is open and waits for nothing. */
  modifying(pick: number, wanted: Wanted): OrderIntent | undefined
}

export function createLedger(tell: (event: JournalEvent) => void): Ledger {
  const orders = new Map<ClientOrderId, Order>()
  const asked = new Map<ClientOrderId, { readonly quantity: Decimal; readonly limitPrice: Decimal }>()
  const held = new Map<InstrumentId, Decimal>()
  const outside = new Map<string, { readonly side: Side; readonly leaves: Decimal }>()
  const events: JournalEvent[] = []
  let now = 1_000

  function emit(event: JournalEvent): void {
    events.push(event)
    tell(event)
  }

  function at(pick: number): Order | undefined {
    const order = [...orders.values()][pick % Math.max(orders.size, 1)]
    return order?.lifecycle === 'working' ? order : undefined
  }

  function put(order: Order, more: Partial<Order>): void {
    orders.set(order.terms.clientOrderId, { ...order, ...more })
  }

  function worstCase(id: InstrumentId): { long: Decimal; short: Decimal } {
    let long = held.get(id) ?? new Decimal(0)
    let short = long
    const add = (side: Side, leaves: Decimal): void => {
      if (side === 'buy') long = long.plus(leaves)
      else short = short.minus(leaves)
    }
    for (const { terms, leavesQuantity, filledQuantity } of orders.values()) {
      const wanted = asked.get(terms.clientOrderId)?.quantity.minus(filledQuantity)
      if (terms.instrument === id) add(terms.side, wanted?.gt(leavesQuantity) ? wanted : leavesQuantity)
    }
    if (id === 'NSE:INFY') for (const { side, leaves } of outside.values()) add(side, leaves)
    return { long, short }
  }

  return {
    events,
    get view() {
      const prices = { 'NSE:INFY': 100, 'NSE:TCS': 200, 'NFO:NIFTY26DECFUT': 30 }
      const quantities = Object.fromEntries([...held].map(([id, quantity]) => [id, quantity.toNumber()]))
      const account = { now, held: quantities, last: prices, equity: 20_000, cash: { INR: 20_000 } }
      return { ...viewOf(account), orders, worstCase }
    },
    place(wanted) {
      const order = openOrder({ ...wanted, id: `o${orders.size}` })
      orders.set(order.terms.clientOrderId, order)
      emit({ type: 'order.submitted', time: now, terms: order.terms, broker: 'x' })
    },
    fill(pick, wish, price) {
      const order = at(pick)
      if (order === undefined) return
      const { clientOrderId, instrument, side } = order.terms
      const quantity = Decimal.min(wish, order.leavesQuantity)
      const leavesQuantity = order.leavesQuantity.minus(quantity)
      const isOver = leavesQuantity.isZero()
      if (isOver) asked.delete(clientOrderId)
      put(order, {
        filledQuantity: order.filledQuantity.plus(quantity),
        leavesQuantity,
        ...(isOver && { lifecycle: 'filled', pending: 'none' }),
      })
      held.set(instrument, (held.get(instrument) ?? new Decimal(0)).plus(side === 'buy' ? quantity : quantity.neg()))
      const money = { price: new Decimal(price), fees: new Decimal(1) }
      emit({ type: 'order.filled', time: now, clientOrderId, fill: { instrument, side, quantity, ...money } as Fill })
    },
    cancel(pick) {
      const order = at(pick)
      if (order === undefined) return
      const { clientOrderId } = order.terms
      emit({ type: 'order.cancel-requested', time: now, clientOrderId })
      asked.delete(clientOrderId)
      put(order, { lifecycle: 'canceled', pending: 'none', leavesQuantity: new Decimal(0) })
      emit({ type: 'order.canceled', time: now, clientOrderId })
    },
    modify(pick, quantity, limitPrice) {
      const order = at(pick)
      if (order?.terms.type !== 'limit' || order.pending !== 'none' || order.filledQuantity.gte(quantity)) return
      const { clientOrderId } = order.terms
      const change = { quantity: new Decimal(quantity), limitPrice: new Decimal(limitPrice) }
      asked.set(clientOrderId, change)
      put(order, { pending: 'modify' })
      emit({ type: 'order.modify-requested', time: now, clientOrderId, change })
    },
    answer(pick, isTaken) {
      const order = at(pick)
      const change = order && asked.get(order.terms.clientOrderId)
      if (order === undefined || change === undefined) return
      const { clientOrderId } = order.terms
      asked.delete(clientOrderId)
      const leavesQuantity = change.quantity.minus(order.filledQuantity)
      if (isTaken && leavesQuantity.gt(0)) {
        put(order, { pending: 'none', terms: { ...order.terms, ...change } as Order['terms'], leavesQuantity })
        return emit({ type: 'order.modified', time: now, clientOrderId, change })
      }
      put(order, { pending: 'none' })
      emit({ type: 'order.modify-refused', time: now, clientOrderId, evidence: { reason: 'no' } })
    },
    reconcile(instrument, quantity, averagePrice) {
      const difference = new Decimal(quantity).minus(held.get(instrument) ?? 0)
      held.set(instrument, new Decimal(quantity))
      const position = {
        instrument,
        product: 'delivery' as const,
        quantity: new Decimal(quantity),
        averagePrice: new Decimal(averagePrice),
        realizedProfit: new Decimal(0),
      }
      emit({ type: 'position.reconciled', time: now, position, difference })
    },
    outside(id, side, isWorking) {
      const leaves = new Decimal(3)
      if (isWorking) outside.set(`b${id}`, { side, leaves })
      else outside.delete(`b${id}`)
      const order: BrokerOrder = {
        brokerOrderId: `b${id}` as BrokerOrderId,
        instrument: 'NSE:INFY',
        side,
        lifecycle: isWorking ? 'working' : 'canceled',
        quantity: leaves,
        filledQuantity: new Decimal(0),
        limitPrice: new Decimal(side === 'buy' ? 95 : 105),
        time: now,
      }
      emit({ type: 'external.order-seen', time: now, order })
    },
    wait(ms) {
      now += ms
    },
    modifying(pick, wanted) {
      const order = at(pick)
      if (order === undefined || order.pending !== 'none') return undefined
      const { clientOrderId, instrument, side } = order.terms
      return { type: 'modify', order, terms: { ...termsOf({ instrument, side, ...wanted }), clientOrderId } }
    },
  }
}
