import { type BrokerOrder, type ClientOrderId, type Log, ShagunError } from '@shagun/core'
import type { BrokerSnapshot } from '@shagun/core/adapter'
import type { KiteClient } from '../client/kite-client.ts'
import { source } from '../source.ts'
import { readCash } from './read-cash.ts'
import { type ReadOrder, readOrder, shapeOf, tagIn } from './read-order.ts'
import { readHolding, readPosition } from './read-positions.ts'
import { readTrade } from './read-trade.ts'
import { isRow, rowsOf, text, type Wire } from './wire.ts'

/** What Kite's books say, and what they have said of orders so far today. */
export interface Books {
  /** An update in the shape of a postback; `undefined` for what is no order. */
  readUpdate(row: Wire): ReadOrder | undefined
  /** What was known of an order last. */
  known(brokerOrderId: string): ReadOrder['terms'] | undefined
  /** All orders of the day; one that has not changed since the last reading is the very same object. */
  fetchOrders(): Promise<readonly ReadOrder[]>
  /** Its rows, as far as the book has any. */
  findOrders(clientOrderId: ClientOrderId): Promise<readonly BrokerOrder[]>
  /** Trades of the day: of one order, or all. */
  fetchTrades(brokerOrderId?: string): Promise<BrokerSnapshot['fills']>
  fetchRest(): Promise<Pick<BrokerSnapshot, 'positions' | 'holdings' | 'cash'>>
}

const mostForgotten = 1_000

/** A row as it was read last. */
interface Shown {
  readonly shape: string
  readonly read: ReadOrder
}

export function createBooks(client: KiteClient, log: Log): Books {
  const terms = new Map<string, ReadOrder['terms']>()
  const tags = new Map<string, string>()
  const tagOf = (parent: string): string | undefined => tags.get(parent)
  let shown = new Map<unknown, Shown>()
  let reading: Promise<readonly Wire[]> | undefined
  let next: Promise<readonly Wire[]> | undefined

  function readUpdate(row: Wire): ReadOrder | undefined {
    const read = readOrder(row, tagOf)
    if (read === undefined) return undefined
    const { brokerOrderId, clientOrderId } = read.order
    terms.set(brokerOrderId, read.terms)
    if (clientOrderId !== undefined) tags.set(brokerOrderId, clientOrderId)
    return read
  }

  /** Most rows of a book are of orders that are over, and are what they were. */
  function readChanged(row: Wire, before: ReadonlyMap<unknown, Shown>): ReadOrder | undefined {
    if (!isRow(row)) return undefined
    const { order_id: id } = row
    const shape = shapeOf(row, tagOf)
    const known = before.get(id)
    const read = known?.shape === shape ? known.read : readUpdate(row)
    if (read === undefined) return undefined
    terms.set(read.order.brokerOrderId, read.terms)
    shown.set(id, { shape, read })
    return read
  }

  /**
   * Orders whose fate is not known are asked for together. Whoever asks while the book is being read gets the next reading:
   * what began before could hold less than is known already.
   */
  function fetchRows(): Promise<readonly Wire[]> {
    if (reading === undefined) return read()
    next ??= reading
      .catch(() => {})
      .then(() => {
        next = undefined
        return read()
      })
    return next
  }

  function read(): Promise<readonly Wire[]> {
    reading = fetchBook('orders', (kite) => kite.getOrders()).finally(() => {
      reading = undefined
    })
    return reading
  }

  async function fetchBook(what: string, call: Parameters<KiteClient['read']>[1]): Promise<readonly Wire[]> {
    const rows = rowsOf(await client.read(`the book of ${what}`, call))
    if (rows === undefined) throw unreadable(what)
    return rows
  }

  /** What cannot be read is left out and told. */
  function readAll<T>(what: string, rows: readonly Wire[], read: (row: Wire) => T | undefined): T[] {
    const found = rows.map(read)
    const skipped = found.filter((row) => row === undefined).length
    if (skipped > 0) log.error(`${skipped} of ${rows.length} rows of Kite's ${what} cannot be read; they are left out.`)
    return found.filter((row) => row !== undefined)
  }

  /** Slices have the tag of the order that they are slices of, whichever way the book is sorted. */
  function noteTags(rows: readonly Wire[]): void {
    for (const row of rows) if (isRow(row) && text(row['tag'])) tags.set(String(row['order_id']), row['tag'])
  }

  /** Of days that are over. What was placed this moment may not be shown yet, so it is done seldom. */
  function forgetOthers(): void {
    if (terms.size < 2 * shown.size + mostForgotten) return
    for (const id of terms.keys())
      if (!shown.has(id)) {
        terms.delete(id)
        tags.delete(id)
      }
  }

  function mayBeOf(row: Wire, id: ClientOrderId): boolean {
    if (isRow(row) && (text(row['tag']) || row['tag'] === null)) return tagIn(row, tagOf) === id
    return JSON.stringify(row).includes(id)
  }

  return {
    readUpdate,
    known: (id) => terms.get(id),
    async fetchOrders() {
      const rows = await fetchRows()
      noteTags(rows)
      const before = shown
      shown = new Map()
      const orders = readAll('orders', rows, (row) => readChanged(row, before))
      forgetOthers()
      return orders
    },
    async findOrders(id) {
      const rows = await fetchRows()
      noteTags(rows)
      // Of thousands of rows it is a few; the others are not read for it.
      const found = rows.filter((row) => mayBeOf(row, id)).map(readUpdate)
      // What cannot be read could be what is looked for, so nobody may say that it is not there.
      if (found.includes(undefined)) throw unreadable('orders')
      return found.map((read) => read!.order).filter(({ clientOrderId }) => clientOrderId === id)
    },
    async fetchTrades(id) {
      const rows = await fetchBook('trades', (kite) => (id === undefined ? kite.getTrades() : kite.getOrderTrades(id)))
      return readAll('trades', rows, readTrade)
    },
    async fetchRest() {
      const [positions, holdings, margins] = await Promise.all([
        client.read('positions', (kite) => kite.getPositions()),
        fetchBook('holdings', (kite) => kite.getHoldings()),
        client.read('margins', (kite) => kite.getMargins()),
      ])
      const net = isRow(positions) ? rowsOf(positions['net']) : undefined
      const cash = net === undefined ? undefined : readCash(margins, net)
      if (net === undefined || cash === undefined) throw unreadable(net === undefined ? 'positions' : 'margins')
      return {
        positions: readAll('positions', net, readPosition),
        holdings: readAll('holdings', holdings, readHolding).flat(),
        cash: { INR: cash },
      }
    },
  }
}

/** A book that cannot be read never means that there is nothing in it. */
function unreadable(what: string): ShagunError {
  const expected = 'rows as Kite documents them'
  const message = `The book of ${what} of ${source} cannot be read; expected ${expected}. It is read again.`
  return new ShagunError('invalid-data', message, { details: { source, field: what, expected }, retryable: true })
}
