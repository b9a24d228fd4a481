import { Decimal, type Order } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { always } from '../testing/always.ts'
import { reduceOnly } from './reduce-only.ts'

const product = 'intraday'
const both = { positions: { 'NSE:INFY': { delivery: 5, intraday: -5 } } } as const

describe('an order in an instrument of which several products are held', () => {
  const rule = reduceOnly()

  it('reduces where it brings its own product nearer to flat, whatever the other does', () => {
    expect(rule.check(placing({ quantity: 5, product }), viewOf(both))).toBeUndefined()
    expect(rule.check(placing({ quantity: 6, product }), viewOf(both))).toBeDefined()
    expect(rule.check(placing({ side: 'sell', quantity: 5 }), viewOf(both))).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 6 }), viewOf(both))).toBeDefined()
  })

  it('opens a short where it sells under one product what is held under another', () => {
    const sell = placing({ side: 'sell', quantity: 5, product })
    expect(rule.check(sell, viewOf({ held: 5 }))).toBeDefined()
    expect(rule.check(sell, viewOf({ held: 5, product }))).toBeUndefined()
  })

  it('counts what is open of its own product, and orders from outside, which may be of any', () => {
    const open = [openOrder({ quantity: 3, product }), openOrder({ quantity: 9, id: 'other', product: 'delivery' })]
    expect(rule.check(placing({ quantity: 2, product }), viewOf({ ...both, open }))).toBeUndefined()
    expect(rule.check(placing({ quantity: 3, product, id: 'more' }), viewOf({ ...both, open }))).toBeDefined()
    const outside = { ...viewOf(both), worstCase: () => ({ long: new Decimal(1), short: new Decimal(0) }) }
    expect(rule.check(placing({ quantity: 4, product }), outside)).toBeUndefined()
    expect(rule.check(placing({ quantity: 5, product }), outside)).toBeDefined()
  })

  it('counts exits that are kept in step once', () => {
    const exit = { quantity: 5, product, group: 'exits' } as const
    const [target, stop] = [
      openOrder({ ...exit, limitPrice: 9, id: 'a' }),
      openOrder({ ...exit, stopPrice: 12, id: 'b' }),
    ]
    const view = { ...viewOf({ ...both, open: [target, stop] }), worstCase: viewOf(both).worstCase }
    expect(rule.check(modifying(target, { ...exit, limitPrice: 10 }), view)).toBeUndefined()
    expect(rule.check(modifying(target, { ...exit, quantity: 6, limitPrice: 9 }), view)).toBeDefined()
  })

  it('never enlarges a position of any product, whatever passes and whatever fills', () => {
    const step = fc.record({
      action: fc.constantFrom('place', 'modify', 'fill', 'cancel'),
      side: fc.constantFrom('buy', 'sell'),
      name: fc.constantFrom('delivery', 'intraday'),
      quantity: fc.integer({ min: 1, max: 12 }),
      limitPrice: fc.integer({ min: 90, max: 110 }),
      pick: fc.nat(50),
    })
    const start = fc.record({ delivery: fc.integer({ min: -9, max: 9 }), intraday: fc.integer({ min: -9, max: 9 }) })
    always(
      fc.property(start, fc.array(step, { maxLength: 40 }), (held, steps) => {
        const positions = { ...held }
        let open: Order[] = []
        for (const [i, { action, side, name, quantity, limitPrice, pick }] of steps.entries()) {
          const view = viewOf({ positions: { 'NSE:INFY': positions }, open })
          const order = open[pick % Math.max(1, open.length)]
          if (action === 'place') {
            const wanted = { side, quantity, limitPrice, product: name, id: `o${i}` } as const
            if (rule.check(placing(wanted), view) === undefined) open.push(openOrder(wanted))
          } else if (order === undefined) continue
          else if (action === 'modify') {
            const { side: same, product: its, clientOrderId } = order.terms
            const wanted = { side: same, quantity, limitPrice, product: its, id: clientOrderId } as const
            if (rule.check(modifying(order, wanted), view) === undefined)
              open = open.map((other) => (other === order ? openOrder(wanted) : other))
          } else {
            open = open.filter((other) => other !== order)
            if (action === 'cancel') continue
            const sign = order.terms.side === 'buy' ? 1 : -1
            const own = order.terms.product as 'delivery' | 'intraday'
            const before = positions[own]
            positions[own] += sign * order.leavesQuantity.toNumber()
            expect(Math.abs(positions[own])).toBeLessThanOrEqual(Math.abs(before))
            expect(positions[own] * before).toBeGreaterThanOrEqual(0)
          }
        }
      }),
    )
  })
})
