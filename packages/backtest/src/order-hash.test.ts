import { createHash } from 'node:crypto'
import { type BrokerOrderId, type ClientOrderId, Decimal, type Fill, type Order, type OrderTerms } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderHash } from './order-hash.ts'

const terms = {
  clientOrderId: 'order1' as ClientOrderId,
  instrument: 'NSE:INFY',
  side: 'buy',
  type: 'stop-limit',
  quantity: new Decimal(10),
  limitPrice: new Decimal('1520.05'),
  stopPrice: new Decimal('1519'),
  product: 'delivery',
  timeInForce: 'day',
  displayQuantity: new Decimal(5),
  tag: 'mean-reversion',
} satisfies OrderTerms

const order: Order = {
  terms,
  brokerOrderIds: ['b1' as BrokerOrderId],
  lifecycle: 'working',
  pending: 'none',
  certainty: 'confirmed',
  filledQuantity: new Decimal(4),
  leavesQuantity: new Decimal(6),
  averagePrice: new Decimal('1520.00'),
}

const fill: Fill = {
  fillId: 'f1',
  clientOrderId: terms.clientOrderId,
  brokerOrderId: 'b1' as BrokerOrderId,
  instrument: 'NSE:INFY',
  side: 'buy',
  quantity: new Decimal(4),
  price: new Decimal(1520),
  fees: new Decimal('0.3'),
  time: 1000,
  provisional: false,
}

const withTerms = (change: Partial<OrderTerms>): Order => ({ ...order, terms: { ...terms, ...change } as OrderTerms })
const withoutTerm = (name: keyof typeof terms): Order => {
  const { [name]: _, ...others } = terms
  return { ...order, terms: others as OrderTerms }
}

describe('orderHash', () => {
  it('is the SHA-256 of nothing for no order and no fill', () => {
    expect(orderHash([], [])).toBe(createHash('sha256').digest('hex'))
  })

  it('is the same for the same orders and fills, wherever they come from', () => {
    const again = new Set([withTerms({ quantity: new Decimal('10.0') })])
    const fillAgain = new Set([{ ...fill, fees: new Decimal('0.30') }])
    expect(orderHash(again, fillAgain)).toBe(orderHash([order], [fill]))
    expect(orderHash([order], [fill])).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each<[string, Order]>([
    ['the id', withTerms({ clientOrderId: 'order2' as ClientOrderId })],
    ['the instrument', withTerms({ instrument: 'NSE:TCS' })],
    ['the side', withTerms({ side: 'sell' })],
    ['the type', withTerms({ type: 'limit' })],
    ['the quantity, by the least bit', withTerms({ quantity: new Decimal('10.000000000000000000001') })],
    ['the limit', withTerms({ limitPrice: new Decimal('1520.10') } as Partial<OrderTerms>)],
    ['the stop', withTerms({ stopPrice: new Decimal('1519.05') } as Partial<OrderTerms>)],
    ['limit and stop, exchanged', withTerms({ limitPrice: terms.stopPrice, stopPrice: terms.limitPrice } as never)],
    ['the product', withTerms({ product: 'intraday' })],
    ['the time in force', withTerms({ timeInForce: 'ioc' })],
    ['the quantity shown', withTerms({ displayQuantity: new Decimal(6) })],
    ['the quantity shown, left out', withoutTerm('displayQuantity')],
    ['the tag', withTerms({ tag: 'trend' })],
    ['the tag, left out', withoutTerm('tag')],
    ['the lifecycle', { ...order, lifecycle: 'canceled' }],
    ['what is filled', { ...order, filledQuantity: new Decimal(5) }],
  ])('changes with an order in %s', (_, changed) => {
    expect(orderHash([changed], [fill])).not.toBe(orderHash([order], [fill]))
  })

  it.each<[string, Partial<Fill>]>([
    ['its id', { fillId: 'f2' }],
    ['its order', { clientOrderId: 'order2' as ClientOrderId }],
    ['the quantity', { quantity: new Decimal('4.1') }],
    ['the price', { price: new Decimal('1520.05') }],
    ['the fees', { fees: new Decimal('0.30000000000000000001') }],
    ['the time', { time: 1001 }],
  ])('changes with a fill in %s', (_, change) => {
    expect(orderHash([order], [{ ...fill, ...change }])).not.toBe(orderHash([order], [fill]))
  })

  it('changes with the order of orders and of fills, and with one more or less', () => {
    const other = withTerms({ clientOrderId: 'order2' as ClientOrderId })
    const later = { ...fill, fillId: 'f2' }
    const hashes = [
      orderHash([order, other], [fill, later]),
      orderHash([other, order], [fill, later]),
      orderHash([order, other], [later, fill]),
      orderHash([order], [fill, later]),
      orderHash([order, other], [fill]),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('does not change with what is worked out by division', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e6, noNaN: true }), (average) => {
        expect(orderHash([{ ...order, averagePrice: new Decimal(average) }], [fill])).toBe(orderHash([order], [fill]))
      }),
    )
  })

  it('tells an empty tag from none', () => {
    expect(orderHash([withTerms({ tag: '' })], [])).not.toBe(orderHash([withoutTerm('tag')], []))
  })

  it('takes no tag for the end of a field or of an order', () => {
    const line = ['order1', 'NSE:INFY', 'buy', 'market', 'delivery', 'day'].join('|')
    const market = { clientOrderId: 'order1', instrument: 'NSE:INFY', side: 'buy', type: 'market' } as const
    const plain = { ...market, quantity: new Decimal(1), product: 'delivery', timeInForce: 'day' } as const
    const orderOf = (tag?: string): Order =>
      ({ ...order, terms: { ...plain, ...(tag !== undefined && { tag }) } }) as unknown as Order
    const disguised = orderOf(`|working|1||||4\n${line}|`)
    expect(orderHash([disguised], [])).not.toBe(orderHash([orderOf(), orderOf()], []))
  })
})
