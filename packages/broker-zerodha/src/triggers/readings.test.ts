import { type BrokerOrderId, type ClientOrderId, Decimal, type OrderTerms } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createOrderBook } from '../books/order-book.ts'
import type { KiteClient } from '../client/kite-client.ts'
import { type TriggerParams, triggerParams, type Waiting } from './trigger-params.ts'
import { createTriggers } from './triggers.ts'

const now = Date.UTC(2026, 0, 5, 4)
const leg = (fields: object = {}) => ({
  exchange: 'NSE',
  tradingsymbol: 'INFY',
  transaction_type: 'SELL',
  order_type: 'LIMIT',
  product: 'CNC',
  quantity: 10,
  price: 1600,
  result: null,
  ...fields,
})
const row = (fields: object = {}) => ({
  id: 1,
  type: 'single',
  created_at: '2026-01-05 09:30:00',
  updated_at: '2026-01-05 09:30:00',
  status: 'active',
  condition: { exchange: 'NSE', tradingsymbol: 'INFY', trigger_values: [1600], last_price: 1520 },
  orders: [leg()],
  ...fields,
})
const stop = leg({ price: 1448 })
const pair = (fields: object = {}) =>
  row({
    id: 2,
    type: 'two-leg',
    condition: { exchange: 'NSE', tradingsymbol: 'INFY', trigger_values: [1450, 1600], last_price: 1520 },
    orders: [stop, leg()],
    ...fields,
  })

const terms = {
  clientOrderId: 'mine' as ClientOrderId,
  instrument: 'NSE:INFY',
  side: 'sell',
  type: 'limit',
  quantity: new Decimal(10),
  limitPrice: new Decimal(1600),
  product: 'delivery',
  timeInForce: 'gtc',
} as OrderTerms
const soughtOf = (fields: object = {}) => ({
  terms: { ...terms, ...fields } as OrderTerms,
  submittedAt: now,
  brokerOrderIds: [] as readonly BrokerOrderId[],
  isTaken: () => false,
})

/** Triggers of a Kite that answers with these in turn, and then with the last again; an error is thrown. */
function triggersOf(...answers: readonly unknown[]) {
  let times = 0
  const log = { debug() {}, warn() {}, error() {} }
  const client = {
    async read() {
      const answer = answers[Math.min(times++, answers.length - 1)]
      if (answer instanceof Error) throw answer
      return answer
    },
    hide: (text: string) => text,
  }
  return createTriggers(client as unknown as KiteClient, { clock: { now: () => now }, log })
}

const none = new Set<string>()
const shown = (triggers: ReturnType<typeof triggersOf>) =>
  triggers.listWaiting(none).map(({ order }) => `${order.brokerOrderId} ${order.lifecycle}`)

describe('the list of triggers', () => {
  it('that is no list does not mean that nothing waits', async () => {
    const triggers = triggersOf([row()], { page: 1 })
    await triggers.fetch()
    await expect(triggers.fetch()).rejects.toMatchObject({ code: 'invalid-data' })
    expect(shown(triggers)).toEqual(['gtt-1-1 working'])
    await expect(triggersOf('').fetch()).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('of which a row cannot be read does not say that an order is not among them', async () => {
    const triggers = triggersOf([row({ condition: null })])
    await triggers.fetch()
    expect(() => triggers.find(soughtOf())).toThrow(expect.objectContaining({ code: 'invalid-data' }))
    const others = triggersOf([row({ id: 7, condition: null }), row()])
    await others.fetch()
    expect(others.find(soughtOf())).toHaveLength(1)
  })

  it('shows a leg as alive that was just reached, until it says which order that has set off', async () => {
    const order = (orderId: string) => ({
      order_result: { status: 'success', order_id: orderId, rejection_reason: '' },
    })
    const triggers = triggersOf(
      [row({ status: 'triggered' }), pair({ status: 'triggered' })],
      [pair({ status: 'triggered', orders: [stop, leg({ result: order('11') })] })],
      [row({ status: 'triggered', updated_at: '2026-01-04 09:30:00' })],
    )
    await triggers.fetch()
    expect(shown(triggers)).toEqual(['gtt-1-1 working', 'gtt-2-1 working', 'gtt-2-2 working'])
    await triggers.fetch()
    expect(shown(triggers)).toEqual(['gtt-2-1 canceled', 'gtt-2-2 working'])
    await triggers.fetch()
    expect(triggers.find({ ...soughtOf(), brokerOrderIds: ['gtt-1-1' as BrokerOrderId] })[0]!.order.lifecycle).toBe(
      'canceled',
    )
  })
})

describe('a trigger whose last price nobody tells', () => {
  it.each([
    ['sell', '0.05'],
    ['buy', '0.05'],
    ['sell', '0.5'],
    ['buy', '83.2525'],
  ])('waits on the side from which the price has to come: to %s at %s', (side, price) => {
    const limitPrice = new Decimal(price)
    const params = triggerParams([{ ...terms, side, limitPrice } as Waiting], undefined) as TriggerParams
    const [trigger] = params.trigger_values
    expect(params.last_price > trigger!).toBe(side === 'buy')
    expect(params.last_price < trigger!).toBe(side === 'sell')
  })

  it('waits between two that are close', () => {
    const [low, high] = ['0.05', '0.06'].map((price) => ({ ...terms, limitPrice: new Decimal(price) }) as Waiting)
    const { last_price: last } = triggerParams([low!, high!], undefined) as TriggerParams
    expect([last > 0.05, last < 0.06]).toEqual([true, true])
  })
})

describe('an order that was not answered', () => {
  const found = async (rows: readonly unknown[], fields: object = {}) => {
    const triggers = triggersOf(rows)
    await triggers.fetch()
    return triggers.find(soughtOf(fields)).map(({ order }) => order.brokerOrderId)
  }

  it('may be among triggers that cannot be read, though none was known to wait', async () => {
    const triggers = triggersOf([], new Error('down'))
    const log = { debug() {}, warn() {}, error() {} }
    const client = { read: async () => [], hide: (text: string) => text } as unknown as KiteClient
    const books = createOrderBook(client, triggers, { clock: { now: () => now }, log })
    expect((await books.fetchOrders()).orders).toEqual([])
    await expect(books.findOrders('mine' as ClientOrderId, soughtOf())).rejects.toThrow('down')
  })

  it('is none of another product, and a leg of a pair is no order that is alone', async () => {
    expect(await found([row()])).toEqual(['gtt-1-1'])
    expect(await found([row({ orders: [leg({ product: 'NRML' })] })])).toEqual([])
    expect(await found([pair()])).toEqual([])
    expect(await found([row(), pair()], { group: 'mine' })).toEqual(['gtt-2-2'])
    expect(await found([row()], { group: 'mine' })).toEqual([])
  })

  it('stays with the other one of its pair, in whatever order twins are looked for', async () => {
    const triggers = triggersOf([pair({ id: 1 }), pair({ id: 2 })])
    await triggers.fetch()
    const taken = new Set<string>()
    const findOne = (group: string, more: object = {}) => {
      const isTaken = (id: string) => taken.has(id)
      const [row] = triggers.find({ ...soughtOf({ group, ...more }), isTaken })
      taken.add(row!.order.brokerOrderId)
      return row!.order.brokerOrderId
    }
    const stopTerms = { type: 'stop-limit', stopPrice: new Decimal(1450), limitPrice: new Decimal(1448) }
    const ids = [findOne('b'), findOne('a', stopTerms), findOne('a'), findOne('b', stopTerms)]
    expect(ids).toEqual(['gtt-1-2', 'gtt-2-1', 'gtt-2-2', 'gtt-1-1'])
  })
})
