import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import type { Order } from '../model/order.ts'
import { applyOrderEvent, createOrder, recountFills } from './apply-order-event.ts'
import type { OrderFact } from './order-table.ts'
import { broker1, broker2, fillOf, id, terms } from './orders.fixture.ts'

const submitted = createOrder(terms, 'submitted')

function after(order: Order, ...facts: Bare[]): Order {
  return facts.reduce(
    (now, fact) => applyOrderEvent(now, { time: 1, clientOrderId: id, ...fact } as JournalEventOf<OrderFact>),
    order,
  )
}
type Bare = { readonly type: OrderFact; readonly [key: string]: unknown }

const accepted: Bare = { type: 'order.accepted', brokerOrderIds: [broker1] }
const canceled: Bare = { type: 'order.canceled' }
const filled = (quantity: number, price: number): Bare => ({ type: 'order.filled', fill: fillOf(quantity, price) })

describe('an order', () => {
  it('works once it is accepted, and keeps every broker id once', () => {
    const order = after(submitted, accepted, accepted, { type: 'order.accepted', brokerOrderIds: [broker2] })
    expect(order).toMatchObject({ lifecycle: 'working', brokerOrderIds: [broker1, broker2] })
    expect(order.leavesQuantity.toString()).toBe('100')
  })

  it('is filled when its quantity is, and counts a fill that comes before the acceptance', () => {
    expect(after(submitted, filled(40, 10))).toMatchObject({ lifecycle: 'working' })
    const order = after(submitted, filled(40, 10), accepted, filled(60, 20))
    expect(order.lifecycle).toBe('filled')
    expect(order.leavesQuantity.toString()).toBe('0')
    expect(order.averagePrice?.toString()).toBe('16') // (40 x 10 + 60 x 20) / 100
  })

  it('stays canceled when a late fill comes, unless that completes it', () => {
    const late = after(submitted, accepted, canceled, filled(40, 10))
    expect(late).toMatchObject({ lifecycle: 'canceled' })
    expect(late.filledQuantity.toString()).toBe('40')
    expect(late.leavesQuantity.toString()).toBe('0')
    expect(after(late, filled(60, 10)).lifecycle).toBe('filled')
  })

  it('takes new terms when they are confirmed, and is filled when they make it smaller than its fills', () => {
    const asked = after(submitted, accepted, filled(40, 10), { type: 'order.modify-requested', change: {} })
    expect(asked.pending).toBe('modify')
    const smaller = after(asked, { type: 'order.modified', change: { quantity: new Decimal(50) } })
    expect(smaller).toMatchObject({ pending: 'none', lifecycle: 'working' })
    expect(smaller.leavesQuantity.toString()).toBe('10')
    expect(after(asked, { type: 'order.modified', change: { quantity: new Decimal(40) } }).lifecycle).toBe('filled')
  })

  it('is certain again once the broker shows it in any way', () => {
    const unconfirmed = after(submitted, { type: 'order.unconfirmed', cause: 'timeout' })
    expect(unconfirmed).toMatchObject({ lifecycle: 'submitted', certainty: 'unconfirmed' })
    for (const shown of [accepted, filled(1, 10), canceled, { type: 'order.absent', reads: 3 } as const])
      expect(after(unconfirmed, shown).certainty).toBe('confirmed')
  })

  it('counts anew when a fill is corrected', () => {
    const order = recountFills(after(submitted, accepted, filled(40, 10)), [fillOf(30, 12), fillOf(10, 16)])
    expect(order.averagePrice?.toString()).toBe('13') // (30 x 12 + 10 x 16) / 40
    const less = recountFills(order, [fillOf(30, 12)])
    expect([less.filledQuantity, less.leavesQuantity].join()).toBe('30,70')
  })

  it('stays quarantined, whatever comes after', () => {
    const order = after(submitted, { type: 'order.quarantined', reason: 'x' }, accepted, filled(100, 10))
    expect(order.certainty).toBe('quarantined')
  })

  it('ends filled plus leaves equal to its quantity, in whatever order fills come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 }), (parts) => {
        const order = after(submitted, accepted, ...parts.map((part) => filled(part, 10)))
        const sum = parts.reduce((total, part) => total + part, 0)
        expect(order.filledQuantity.toNumber()).toBe(sum)
        expect(order.leavesQuantity.toNumber()).toBe(Math.max(0, 100 - sum))
        expect(order.lifecycle).toBe(sum >= 100 ? 'filled' : 'working')
      }),
    )
  })
})
