import {
  type AccountView,
  type BrokerOrderId,
  type ClientOrderId,
  Decimal,
  type InstrumentId,
  type JournalEvent,
  type Json,
  type Order,
  type Side,
} from '@shagun/core'
import type { Kept } from './kept.ts'

/** An order that may still fill: one of ours, or one that was placed outside. */
export interface OpenOrder {
  readonly instrument: InstrumentId
  readonly side: Side
  /** `undefined` for one that was placed outside. */
  readonly order: Order | undefined
  /** The limit prices that may hold: that of the order, and the one a modification asked for. None: any price. */
  readonly limitPrices: readonly number[]
  /** Whether it waits for a price, and is a market order from then on. */
  readonly isStop: boolean
  /** What a modification asked for and nobody has answered yet. */
  readonly asked: Asked | undefined
}

interface Asked {
  readonly quantity?: Decimal
  readonly limitPrice?: Decimal
  readonly stopPrice?: Decimal
}

/** All orders that may still fill, unconfirmed ones and those placed outside among them. */
export interface OpenOrders extends Kept {
  /** Brings them up to date with the view. */
  refresh(view: AccountView): void
  /** As of the last `refresh`, as the others. */
  readonly count: number
  countIn(instrument: InstrumentId): number
  in(instrument: InstrumentId): Iterable<OpenOrder>
  all(): Iterable<OpenOrder>
}

interface Saved {
  readonly orders: readonly ClientOrderId[]
  readonly asked: readonly (readonly [ClientOrderId, Readonly<Record<string, string>>])[]
  readonly outside: readonly (readonly [BrokerOrderId, Outside])[]
}

interface Outside {
  readonly instrument: InstrumentId
  readonly side: Side
  readonly limitPrice?: number
  readonly stopPrice?: number
}

/** Follows which orders are open. Events say what to look at again, the account's own view says whether it is open. */
export function createOpenOrders(): OpenOrders {
  const open = new Map<string, OpenOrder>()
  const byInstrument = new Map<InstrumentId, Map<string, OpenOrder>>()
  const touched = new Set<ClientOrderId>()
  /** By modifications that nobody has answered yet. */
  const asked = new Map<ClientOrderId, Asked>()
  const outside = new Map<BrokerOrderId, Outside>()
  let isSeeded = false

  function put(id: string, entry: OpenOrder): void {
    open.set(id, entry)
    let entries = byInstrument.get(entry.instrument)
    if (entries === undefined) byInstrument.set(entry.instrument, (entries = new Map()))
    entries.set(id, entry)
  }

  function remove(id: string): void {
    const entry = open.get(id)
    if (entry === undefined) return
    open.delete(id)
    const entries = byInstrument.get(entry.instrument)!
    entries.delete(id)
    if (entries.size === 0) byInstrument.delete(entry.instrument)
  }

  function see(id: BrokerOrderId, order: Outside): void {
    const { instrument, side, limitPrice, stopPrice } = order
    outside.set(id, order)
    const limitPrices = limitPrice === undefined ? [] : [limitPrice]
    const isStop = limitPrice === undefined && stopPrice !== undefined
    put(id, { instrument, side, order: undefined, limitPrices, isStop, asked: undefined })
  }

  function forget(ids: readonly BrokerOrderId[]): void {
    for (const id of ids) if (outside.delete(id)) remove(id)
  }

  function look(id: ClientOrderId, view: AccountView): void {
    const order = view.orders.get(id)
    if (order === undefined || !isOpen(order)) {
      asked.delete(id)
      return remove(id)
    }
    const { terms } = order
    const limits = 'limitPrice' in terms ? [terms.limitPrice.toNumber()] : []
    const wanted = asked.get(id)
    if (wanted?.limitPrice !== undefined) limits.push(wanted.limitPrice.toNumber())
    const { instrument, side, type } = terms
    put(id, { instrument, side, order, limitPrices: limits, isStop: type === 'stop', asked: wanted })
  }

  function observe(event: JournalEvent): void {
    if (event.type === 'external.order-seen') {
      const { brokerOrderId, instrument, side, lifecycle, limitPrice, stopPrice } = event.order
      forget([brokerOrderId])
      if (lifecycle !== 'working') return
      return see(brokerOrderId, {
        instrument,
        side,
        ...(limitPrice && { limitPrice: limitPrice.toNumber() }),
        ...(stopPrice && { stopPrice: stopPrice.toNumber() }),
      })
    }
    if (event.type === 'order.submitted') touched.add(event.terms.clientOrderId)
    if (!('clientOrderId' in event)) return
    const { clientOrderId } = event
    touched.add(clientOrderId)
    if (event.type === 'order.modify-requested') {
      const { timeInForce: _, ...numbers } = event.change
      asked.set(clientOrderId, numbers)
    } else if (event.type === 'order.modified' || event.type === 'order.modify-refused') asked.delete(clientOrderId)
    // What turns out to be ours was not placed outside.
    else if (event.type === 'order.accepted' || event.type === 'order.reopened') forget(event.brokerOrderIds)
    else if (event.type === 'order.part-closed') forget([event.brokerOrderId])
  }

  return {
    observe,
    refresh(view) {
      if (!isSeeded) for (const order of view.orders.values()) if (isOpen(order)) touched.add(order.terms.clientOrderId)
      isSeeded = true
      if (touched.size === 0) return
      for (const id of touched) look(id, view)
      touched.clear()
    },
    get count() {
      return open.size
    },
    countIn: (instrument) => byInstrument.get(instrument)?.size ?? 0,
    in: (instrument) => byInstrument.get(instrument)?.values() ?? [],
    all: () => open.values(),
    reset() {
      for (const map of [open, byInstrument, asked, outside]) map.clear()
      touched.clear()
      isSeeded = false
    },
    save() {
      const ours = [...open].flatMap(([id, { order }]) => (order === undefined ? [] : [id as ClientOrderId]))
      const saved: Saved = {
        orders: [...new Set([...ours, ...touched])],
        asked: [...asked].map(([id, numbers]) => [id, asText(numbers)]),
        outside: [...outside],
      }
      return saved as unknown as Json
    },
    restore(saved) {
      const { orders, asked: changes, outside: others } = saved as unknown as Saved
      for (const id of orders) touched.add(id)
      for (const [id, numbers] of changes) asked.set(id, asNumbers(numbers))
      for (const [id, order] of others) see(id, order)
    },
  }
}

function asText(numbers: Asked): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(numbers).map(([field, value]) => [field, value.toString()]))
}

function asNumbers(text: Readonly<Record<string, string>>): Asked {
  return Object.fromEntries(Object.entries(text).map(([field, value]) => [field, new Decimal(value)]))
}

function isOpen({ lifecycle }: Order): boolean {
  return lifecycle === 'submitted' || lifecycle === 'working'
}
