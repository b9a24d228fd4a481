import { Decimal } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
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
})
