import type { ClientOrderId } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import type { KiteClient } from '../client/kite-client.ts'
import { createBooks } from './order-book.ts'

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

/** The books of a Kite that shows these rows. */
function booksOf(...rows: readonly unknown[]) {
  const logged: string[] = []
  const note = (message: string): void => void logged.push(message)
  const client = { read: async () => rows } as unknown as KiteClient
  return { books: createBooks(client, { debug: note, warn: note, error: note }), logged }
}

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
    expect((await books.findOrders(id)).map(({ brokerOrderId }) => brokerOrderId)).toEqual(['3', '1', '2'])
  })

  it.each([
    ['with its tag', row('1', { tag: id, quantity: 'ten' })],
    ['with a tag that is none', row('1', { tag: [id], quantity: -1 })],
    ['without any shape', ['1', id]],
  ])('or is not certain, where a row %s cannot be read', async (_, odd) => {
    await expect(booksOf(row('2'), odd).books.findOrders(id)).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('or is not there, where rows that cannot be read are those of others', async () => {
    const { books } = booksOf(row('1', { tag: 'another', quantity: 'ten' }), null, 7)
    expect(await books.findOrders(id)).toEqual([])
  })
})
