import { describe, expect, it } from 'vitest'
import { createInstrument } from '../model/instrument.ts'
import type { Supports } from '../model/supports.ts'
import { type Broker, defineBroker } from '../ports/broker.ts'
import { approve, approveChange, approveGroup } from './approve.ts'

const supports: Supports = {
  orderTypes: ['limit', 'stop'],
  timeInForce: ['gtc', 'day'],
  products: ['intraday', 'delivery'],
  modify: [],
  groups: [],
  idempotency: 'by-tag',
  tagLength: 16,
}
const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05', lotSize: 5 })
const limit = { instrument: infy.id, side: 'buy', quantity: 10, type: 'limit', limitPrice: '99.95' } as const
const stop = { ...limit, type: 'stop', limitPrice: undefined, stopPrice: 101 } as never

function brokerWith(tagLength: number): Broker {
  return defineBroker({
    id: 'deaf',
    supports: { ...supports, tagLength },
    create: () => ({
      connect: async () => async () => {},
      place: () => ({ outcome: 'unconfirmed', cause: 'timeout' }),
      cancel: () => ({ outcome: 'unconfirmed', cause: 'timeout' }),
      findOrders: async () => [],
      fetchSnapshot: () => Promise.reject(new Error('There are no books.')),
    }),
  } as never)() as never
}

describe('approve', () => {
  it('decides every field as an account would', () => {
    const { clientOrderId: _, ...terms } = approve(brokerWith(16), limit, infy)
    expect(JSON.parse(JSON.stringify(terms))).toEqual({
      instrument: 'NSE:INFY',
      side: 'buy',
      type: 'limit',
      quantity: '10',
      limitPrice: '99.95',
      product: 'intraday',
      timeInForce: 'gtc',
    })
  })

  it('names orders by ids as long as the broker carries, up to 20 characters, each by its own', () => {
    for (const [tagLength, length] of [
      [0, 20],
      [13, 13],
      [16, 16],
      [20, 20],
      [40, 20],
    ] as const) {
      const ids = [1, 2, 3].map(() => approve(brokerWith(tagLength), limit, infy).clientOrderId)
      for (const id of ids) expect(id).toMatch(new RegExp(`^[a-z0-9]{${length}}$`))
      expect(new Set(ids).size).toBe(3)
    }
  })

  it('refuses what an account would refuse', () => {
    const wrong = { ...limit, limitPrice: '99.96' }
    expect(() => approve(brokerWith(16), wrong, infy)).toThrow(expect.objectContaining({ code: 'invalid-order' }))
  })
})

describe('approveGroup', () => {
  it('names the first leg in each of them, and gives each an id of its own', () => {
    const { kind, legs } = approveGroup(brokerWith(20), { kind: 'oco', legs: [limit, stop] }, infy)
    expect(kind).toBe('oco')
    expect(legs.map(({ type, quantity }) => [type, quantity.toFixed()])).toEqual([
      ['limit', '10'],
      ['stop', '10'],
    ])
    const [first, second] = legs
    expect(legs.map(({ group }) => group)).toEqual([first!.clientOrderId, first!.clientOrderId])
    expect(second!.clientOrderId).not.toBe(first!.clientOrderId)
  })

  it('refuses a leg that an account would refuse', () => {
    const legs = [limit, { ...limit, quantity: 7 }]
    expect(() => approveGroup(brokerWith(20), { kind: 'oco', legs }, infy)).toThrow(
      expect.objectContaining({ code: 'invalid-order', details: expect.objectContaining({ nearest: '5' }) }),
    )
  })
})

describe('approveChange', () => {
  it('makes new values exact, of fields alone that the order has', () => {
    const broker = brokerWith(20)
    const terms = approve(broker, limit, infy)
    const change = approveChange(broker, terms, { quantity: 15, limitPrice: 99.9 }, infy)
    expect(JSON.parse(JSON.stringify(change))).toEqual({ quantity: '15', limitPrice: '99.9' })
    expect(() => approveChange(broker, terms, { stopPrice: 101 }, infy)).toThrow(
      expect.objectContaining({ code: 'invalid-order' }),
    )
  })
})
