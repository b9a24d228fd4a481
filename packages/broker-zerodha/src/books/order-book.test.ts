import { type ClientOrderId, Decimal } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import type { KiteClient } from '../client/kite-client.ts'
import { createTriggers } from '../triggers/triggers.ts'
import { createOrderBook } from './order-book.ts'
import { readOrder, shapeOf } from './read-order.ts'

const id = 'mine' as ClientOrderId
const row = (order_id: string, fields: object = {}) => ({
  order_id,
  status: 'OPEN',
  exchange: 'NSE',
  tradingsymbol: 'INFY',
  transaction_type: 'BUY',
  order_type: 'LIMIT',
  quantity: 10,
  filled_quantity: 0,
  average_price: 0,
  price: 1500,
  trigger_price: 0,
  validity: 'DAY',
  variety: 'regular',
  order_timestamp: '2026-01-05 09:30:00',
  tag: null,
  ...fields,
})

/** The order book of a Kite that is asked like this, and has no triggers. */
function bookOf(read: () => Promise<unknown>) {
  const clock = { now: () => Date.UTC(2026, 0, 5, 4) }
  const log = { debug() {}, warn() {}, error() {} }
  const clientOf = (ask: () => Promise<unknown>) =>
    ({ read: ask, hide: (text: string) => text }) as unknown as KiteClient
  const triggers = createTriggers(
    clientOf(async () => []),
    { clock, log },
  )
  return createOrderBook(clientOf(read), triggers, { clock, log })
}

function booksOf(...rows: readonly unknown[]) {
  return { books: bookOf(async () => rows) }
}

describe('readings of the book', () => {
  it('begin after they were asked for, and all who ask while one is under way share the next', async () => {
    const begun: ((rows: readonly unknown[]) => void)[] = []
    const read = () => new Promise((resolve) => void begun.push(resolve))
    const books = bookOf(read as () => Promise<unknown>)
    const quantitiesOf = async (asked: ReturnType<typeof books.fetchOrders>) =>
      (await asked).orders.map(({ order }) => order.quantity.toNumber())
    const first = quantitiesOf(books.fetchOrders())
    const [second, third] = [quantitiesOf(books.fetchOrders()), books.findOrders(id, undefined)]
    expect(begun.length).toBe(1)
    begun[0]!([row('1', { quantity: 10 })])
    expect(await first).toEqual([10])
    await new Promise(setImmediate)
    expect(begun.length).toBe(2)
    begun[1]!([row('1', { quantity: 20, tag: id })])
    expect(await second).toEqual([20])
    expect(await third).toHaveLength(1)
    expect(begun.length).toBe(2)
  })

  it('go on after one that failed', async () => {
    let times = 0
    const read = async () => {
      if (++times === 1) throw new Error('down')
      return [row('1')]
    }
    const books = bookOf(read as () => Promise<unknown>)
    const [first, second] = [books.fetchOrders(), books.fetchOrders()]
    await expect(first).rejects.toThrow('down')
    expect((await second).orders).toHaveLength(1)
  })

  it('show what has changed in a row, and only that anew', async () => {
    const rows = [row('1', { tag: id }), row('2', { tags: ['autoslice:1'] }), row('3')]
    const { books } = booksOf(...rows)
    const { orders: before } = await books.fetchOrders()
    Object.assign(rows[2]!, { filled_quantity: 4, average_price: 1500 })
    const { orders: after } = await books.fetchOrders()
    expect(after[0]).toBe(before[0])
    expect(after[2]!.order).toMatchObject({ filledQuantity: new Decimal(4), averagePrice: new Decimal(1500) })
    for (const change of [
      { status: 'COMPLETE' },
      { price: 1501 },
      { trigger_price: 1499 },
      { quantity: 20 },
      { validity: 'IOC' },
      { order_type: 'SL' },
      { status_message: 'No.' },
      { exchange_update_timestamp: '2026-01-05 09:31:00' },
      { tag: 'other' },
    ]) {
      const known = (await books.fetchOrders()).orders[2]
      Object.assign(rows[2]!, change)
      expect((await books.fetchOrders()).orders[2]).not.toEqual(known)
    }
  })
})

it('whatever is read of a row is part of its shape', () => {
  const seen = new Set<string>()
  const watched = new Proxy(row('1', { meta: { iceberg: { leg: 1, total_quantity: 50 } }, status_message: null }), {
    get(target, field) {
      seen.add(String(field))
      return target[field as keyof typeof target]
    },
  })
  readOrder(
    watched,
    () => undefined,
    (text) => text,
  )
  const read = [...seen]
  expect(read.length).toBeGreaterThan(15)
  seen.clear()
  shapeOf(watched, () => undefined)
  expect(read.filter((field) => !seen.has(field))).toEqual([])
})

describe('an order is found in the book', () => {
  it('under its tag, among the tags of Kite, and as a slice that names another, whichever comes first', async () => {
    const { books } = booksOf(
      row('3', { tags: ['autoslice', 'autoslice:1'] }),
      row('1', { tag: id }),
      row('2', { tags: ['mktp', 'mktp:2.00', id] }),
      row('4', { tag: 'another' }),
      row('5', { tags: ['autoslice', 'autoslice:4'] }),
      row('6'),
    )
    expect((await books.findOrders(id, undefined)).map(({ brokerOrderId }) => brokerOrderId)).toEqual(['3', '1', '2'])
  })

  it.each([
    ['with its tag', row('1', { tag: id, quantity: 'ten' })],
    ['with a tag that is none', row('1', { tag: [id], quantity: -1 })],
    ['without any shape', ['1', id]],
  ])('or is not certain, where a row %s cannot be read', async (_, odd) => {
    await expect(booksOf(row('2'), odd).books.findOrders(id, undefined)).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('or is not there, where rows that cannot be read are those of others', async () => {
    const { books } = booksOf(row('1', { tag: 'another', quantity: 'ten' }), null, 7)
    expect(await books.findOrders(id, undefined)).toEqual([])
  })
})
