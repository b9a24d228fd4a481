import { type BrokerOrderId, type Environment, isShagunError, type Unsubscribe } from '@shagun/core'
import type { BrokerReport } from '@shagun/core/adapter'
import type { OrderBook } from '../books/order-book.ts'
import type { ReadOrder } from '../books/read-order.ts'
import { source } from '../source.ts'

/** What Kite tells of orders, from wherever it comes, in one line: the socket, postbacks, and the book itself. */
export interface Updates {
  /** An update as the socket or a postback brings it. It may be late, twice, or older than what is known. */
  receive(row: unknown): void
  /** Something may have been missed: the book is read now. */
  look(): void
  /** These are in the market from now on. */
  expect(brokerOrderIds: readonly BrokerOrderId[]): void
  /** The whole book, as somebody else has read it. */
  note(orders: readonly ReadOrder[]): void
  end(): void
}

const pollEveryMs = 2_000
/** Trades of one moment are asked for together. */
const tradesAfterMs = 50
const retryMs = 2_000
/** When it may have become clear whose an order is. */
const lookAgainMs = 500
/** A book may lag behind; what so many readings in a row do not show is of a day that is over. */
const mostMissed = 15

export function createUpdates(
  books: OrderBook,
  { timers, log }: Environment,
  /** Whether the book has nothing to add; while it has, it is read again and again as long as an order is open. */
  isLive: () => boolean,
  report: (report: BrokerReport) => void,
): Updates {
  let seen = new Map<string, ReadOrder>()
  /** How many readings of the book have not shown it. */
  const open = new Map<string, number>()
  const filled = new Set<string>()
  /** Kite may not know a single order any more, while its book has all trades that there are. */
  let wantsAllTrades = false
  let cancelPoll: Unsubscribe | undefined
  let cancelLook: Unsubscribe | undefined
  let wasLive = false
  let cancelTrades: Unsubscribe | undefined
  let isLost = false
  let isOver = false

  function tell({ order, hasFilled }: ReadOrder): void {
    follow(order)
    poll()
    report({ type: 'order', order })
    if (!hasFilled) return
    // An update has no price of a single fill, and right at the end none at all; the trade book has both.
    filled.add(order.brokerOrderId)
    cancelTrades ??= timers.after(tradesAfterMs, () => void readTrades())
  }

  function follow({ brokerOrderId, lifecycle }: ReadOrder['order']): void {
    if (lifecycle === 'working') open.set(brokerOrderId, 0)
    else open.delete(brokerOrderId)
  }

  function note(orders: readonly ReadOrder[]): void {
    for (const [id, missed] of open)
      if (missed + 1 < mostMissed) open.set(id, missed + 1)
      else open.delete(id)
    for (const { order } of orders) follow(order)
    poll()
  }

  async function readTrades(): Promise<void> {
    cancelTrades = undefined
    const ids = [...filled]
    filled.clear()
    try {
      const wanted = new Set<string>(ids)
      const fills = await books.fetchTrades(ids.length === 1 && !wantsAllTrades ? ids[0] : undefined)
      wantsAllTrades = false
      if (isOver) return
      for (const fill of fills) if (wanted.has(fill.brokerOrderId)) report({ type: 'fill', fill })
    } catch (cause) {
      // With the next session all books are read anew.
      if (isOver || isShagunError(cause, 'unauthenticated')) return
      log.warn(`The trades of ${ids.length} orders at ${source} could not be read; they are read again.`, { cause })
      for (const id of ids) filled.add(id)
      wantsAllTrades = true
      cancelTrades ??= timers.after(retryMs, () => void readTrades())
    }
  }

  /** What has not changed since the last reading is no news. */
  async function readBook(): Promise<void> {
    try {
      const { orders, isUnclear } = await books.fetchOrders()
      if (isOver) return
      if (isLost) report({ type: 'restored' })
      isLost = false
      if (isUnclear) lookLater()
      note(orders)
      const before = seen
      seen = new Map(orders.map((read) => [read.order.brokerOrderId, read]))
      for (const read of orders) if (!isSame(before.get(read.order.brokerOrderId), read)) tell(read)
    } catch (cause) {
      if (isOver || isShagunError(cause, 'unauthenticated')) return
      log.warn(`The order book of ${source} could not be read; it is read again.`, { cause })
      // While the socket is up nothing is missed without the book.
      if (isLost || isLive()) return
      isLost = true
      report({ type: 'lost', cause: 'Neither the socket nor the order book can be reached.' })
    }
  }

  function lookLater(): void {
    cancelLook ??= timers.after(lookAgainMs, () => {
      cancelLook = undefined
      void readBook()
    })
  }

  function poll(): void {
    if (isOver || open.size === 0) return
    cancelPoll ??= timers.after(pollEveryMs, () => {
      cancelPoll = undefined
      // Once more after it has come up: what happened before was missed.
      const isNeeded = !(wasLive && isLive())
      wasLive = isLive()
      if (isNeeded) void readBook().then(poll)
      else poll()
    })
  }

  return {
    receive(row) {
      const read = isOver ? undefined : books.readUpdate(row)
      if (read === 'unclear') lookLater()
      else if (read !== undefined) tell(read)
      else if (!isOver) log.warn(`${source} told of an order in a way that cannot be read; the order book will tell.`)
    },
    look: () => void readBook(),
    expect(ids) {
      for (const id of ids) open.set(id, 0)
      poll()
    },
    note,
    end() {
      isOver = true
      cancelPoll?.()
      cancelLook?.()
      cancelTrades?.()
    },
  }
}

/** What is put together of several rows is made anew with each reading. */
function isSame(a: ReadOrder | undefined, b: ReadOrder): boolean {
  return a === b || JSON.stringify(a?.order) === JSON.stringify(b.order)
}
