import type { BrokerFill, BrokerOrder, BrokerOrderId, ClientOrderId, Environment, Timestamp } from '@shagun/core'
import type { BrokerOrderRef, SoughtOrder } from '@shagun/core/adapter'
import type { KiteClient } from '../client/kite-client.ts'
import type { Triggers } from '../triggers/triggers.ts'
import { dayOf } from '../wire-time.ts'
import { fetchBook, readAll, unreadable } from './fetch-book.ts'
import { createIcebergs } from './icebergs.ts'
import { type ReadOrder, readOrder, shapeOf, tagIn } from './read-order.ts'
import { readTrade } from './read-trade.ts'
import { createReading } from './reading.ts'
import { isRow, text, type Wire } from './wire.ts'

/**
 * What Kite's books say of orders, and what they have said so far today.
 *
 * Several of Kite's orders may be one of ours: slices, the legs of an iceberg, a trigger and what it has set off.
 */
export interface OrderBook {
  /**
   * An update in the shape of a postback.
   *
   * @returns `unclear` where only the books can tell whose it is, `undefined` for what is no order
   */
  readUpdate(row: Wire): ReadOrder | 'unclear' | undefined
  /** What was known of an order last. */
  known(brokerOrderId: string): ReadOrder['terms'] | undefined
  /** What is to be asked for, to reach what is left of an order. */
  addressOf(order: BrokerOrderRef): BrokerOrderRef
  /** All orders of the day, and what waits for a price. One that has not changed since may be the very same object. */
  fetchOrders(): Promise<BookedOrders>
  /** Its rows, as far as the books have any. */
  findOrders(clientOrderId: ClientOrderId, sought: SoughtOrder | undefined): Promise<readonly BrokerOrder[]>
  /** Trades of the day: of one order, or all. Read orders before, so that it is known whose they are. */
  fetchTrades(brokerOrderId?: string): Promise<readonly BrokerFill[]>
}

/** A row as it was read last. */
interface Shown {
  readonly shape: string
  readonly read: ReadOrder
}

interface BookedOrders {
  readonly orders: readonly ReadOrder[]
  /** Whether some were left out, because it will only be clear in a moment whose they are. */
  readonly isUnclear: boolean
}

/** For so long a list of triggers may be late to tell what one has set off. */
const clearAfterMs = 5_000

export function createOrderBook(
  client: KiteClient,
  triggers: Triggers,
  { clock, log }: Pick<Environment, 'clock' | 'log'>,
): OrderBook {
  const terms = new Map<string, ReadOrder['terms']>()
  const tags = new Map<string, string>()
  const icebergs = createIcebergs()
  /** Orders of ours, of others, and of those that a trigger may have set off: since when they are known. */
  const clear = new Set<string>()
  const unclear = new Map<string, Timestamp>()
  const tagOf = (parent: string): string | undefined => tags.get(parent)
  /** Orders whose fate is not known are asked for together. */
  const fetchRows = createReading(() => fetchBook(client, 'orders', (kite) => kite.getOrders()))
  let shown = new Map<unknown, Shown>()
  let day = dayOf(clock.now())

  /** The books are of one day. */
  function turnDay(): void {
    const today = dayOf(clock.now())
    if (today === day) return
    day = today
    for (const known of [terms, tags, shown, clear, unclear]) known.clear()
    icebergs.forget()
  }

  function read(row: Wire): ReadOrder | undefined {
    const found = readOrder(row, tagOf, client.hide)
    if (found === undefined) return undefined
    const { brokerOrderId, clientOrderId } = found.order
    terms.set(brokerOrderId, found.terms)
    if (clientOrderId !== undefined) tags.set(brokerOrderId, clientOrderId)
    return found
  }

  /** As the order that it belongs to; `undefined` where that is not known yet. */
  function asWhole(found: ReadOrder): ReadOrder | undefined {
    const { order } = found
    if (order.clientOrderId !== undefined) return icebergs.withLeg(found)
    return triggers.withOrder(order) ?? (clear.has(order.brokerOrderId) ? found : undefined)
  }

  /** Untagged, it is somebody else's, unless a trigger of ours could be about to say that it is its own. */
  function settle({ order }: ReadOrder): void {
    const { brokerOrderId: id, clientOrderId } = order
    if (clientOrderId !== undefined || clear.has(id) || triggers.legOf(id) !== undefined) return
    const since = unclear.get(id) ?? clock.now()
    unclear.set(id, since)
    if (triggers.mightSetOff(order) && clock.now() - since < clearAfterMs) return
    unclear.delete(id)
    clear.add(id)
  }

  /** Most rows of a book are of orders that are over, and are what they were. */
  function readChanged(row: Wire, before: ReadonlyMap<unknown, Shown>): ReadOrder | undefined {
    if (!isRow(row)) return undefined
    const { order_id: id } = row
    const shape = shapeOf(row, tagOf)
    const known = before.get(id)
    const found = known?.shape === shape ? known.read : read(row)
    if (found === undefined) return undefined
    terms.set(found.order.brokerOrderId, found.terms)
    shown.set(id, { shape, read: found })
    return found
  }

  /** Slices have the tag of the order that they are slices of, whichever way the book is sorted. */
  function noteTags(rows: readonly Wire[]): void {
    turnDay()
    for (const row of rows) if (isRow(row) && text(row['tag'])) tags.set(String(row['order_id']), row['tag'])
  }

  async function readAllOrders(): Promise<readonly ReadOrder[]> {
    const rows = await fetchRows()
    noteTags(rows)
    const before = shown
    shown = new Map()
    return readAll(log, 'orders', rows, (row) => readChanged(row, before))
  }

  function mayBeOf(row: Wire, id: ClientOrderId): boolean {
    if (isRow(row) && (text(row['tag']) || row['tag'] === null)) return tagIn(row, tagOf) === id
    return JSON.stringify(row).includes(id)
  }

  function wholes(found: readonly ReadOrder[]): Map<BrokerOrderId, ReadOrder> {
    const known = found.flatMap((row) => asWhole(row) ?? [])
    // Of several rows of one order, the last has heard of them all.
    return new Map(known.map((whole) => [whole.order.brokerOrderId, whole]))
  }

  return {
    readUpdate(row) {
      turnDay()
      const found = read(row)
      return found && (asWhole(found) ?? 'unclear')
    },
    known: (id) => terms.get(icebergs.currentLegOf(id) ?? id),
    addressOf: (order) => ({
      ...order,
      brokerOrderId: icebergs.currentLegOf(order.brokerOrderId) ?? order.brokerOrderId,
    }),
    async fetchOrders() {
      const found = await readAllOrders()
      // After them, so that what it has set off is not taken for somebody else's.
      await triggers.fetch()
      for (const row of found) settle(row)
      const orders = wholes(found)
      const booked = new Set(found.map(({ order }) => order.brokerOrderId as string))
      for (const waiting of triggers.listWaiting(booked)) orders.set(waiting.order.brokerOrderId, waiting)
      return { orders: [...orders.values()], isUnclear: unclear.size > 0 }
    },
    async findOrders(id, sought) {
      if (sought?.terms.timeInForce === 'gtc') return await findWaiting(sought)
      const rows = await fetchRows()
      noteTags(rows)
      // Of thousands of rows it is a few; the others are not read for it.
      const found = rows.filter((row) => mayBeOf(row, id)).map(read)
      // What cannot be read could be what is looked for, so nobody may say that it is not there.
      if (found.includes(undefined)) throw unreadable('orders')
      const own = found.filter((each) => each?.order.clientOrderId === id) as readonly ReadOrder[]
      return [...wholes(own).values()].map(({ order }) => order)
    },
    async fetchTrades(id) {
      // Where several orders of Kite's are one, one of them does not have all its trades.
      const isAlone = id !== undefined && tags.has(id) && icebergs.wholeOf(id) === undefined
      const rows = await fetchBook(client, 'trades', (kite) => (isAlone ? kite.getOrderTrades(id) : kite.getTrades()))
      return readAll(log, 'trades', rows, readTrade)
        .filter(({ brokerOrderId }) => !unclear.has(brokerOrderId))
        .map((fill) => ({ ...fill, brokerOrderId: wholeOf(fill.brokerOrderId) }))
    },
  }

  function wholeOf(orderId: BrokerOrderId): BrokerOrderId {
    return icebergs.wholeOf(orderId) ?? triggers.legOf(orderId) ?? orderId
  }

  async function findWaiting(sought: SoughtOrder): Promise<readonly BrokerOrder[]> {
    triggers.mayWait()
    const found = await readAllOrders()
    await triggers.fetch()
    const orders = wholes(found)
    return triggers.find(sought).map(({ order }) => orders.get(order.brokerOrderId)?.order ?? order)
  }
}
