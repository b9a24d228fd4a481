import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, placingGroup, viewOf } from '../testing/account.ts'
import { maxOpenOrders } from './max-open-orders.ts'

describe('maxOpenOrders', () => {
  const open = [
    openOrder({ quantity: 1 }),
    openOrder({ quantity: 2 }),
    openOrder({ instrument: 'NSE:TCS', quantity: 3 }),
  ]

  it('passes the order that reaches the limit and denies the next one', () => {
    expect(maxOpenOrders(4).check(placing({ quantity: 1 }), viewOf({ open }))).toBeUndefined()
    expect(maxOpenOrders(3).check(placing({ quantity: 1 }), viewOf({ open }))).toEqual({
      rule: 'max-open-orders',
      reason: 'There would be 4 open orders, more than the limit of 3.',
      limit: 3,
      actual: 4,
    })
  })

  it('counts in one instrument as well', () => {
    const rule = (perInstrument: number) => maxOpenOrders(10, { perInstrument })
    expect(rule(3).check(placing({ quantity: 1 }), viewOf({ open }))).toBeUndefined()
    expect(rule(2).check(placing({ quantity: 1 }), viewOf({ open }))).toEqual({
      rule: 'max-open-orders',
      reason: 'There would be 3 open orders in NSE:INFY, more than the limit of 2.',
      limit: 2,
      actual: 3,
    })
    expect(rule(2).check(placing({ instrument: 'NSE:TCS', quantity: 1 }), viewOf({ open }))).toBeUndefined()
  })

  it('passes any modification, because it makes no order', () => {
    expect(maxOpenOrders(0).check(modifying(open[0]!, { quantity: 100 }), viewOf({ open }))).toBeUndefined()
  })

  it('denies what reduces, too', () => {
    expect(maxOpenOrders(3).check(placing({ side: 'sell', quantity: 1 }), viewOf({ held: 5, open }))).toBeDefined()
  })

  it('needs room for every order of a group', () => {
    const legs = placingGroup({ quantity: 1 }, { quantity: 2 }, { instrument: 'NSE:TCS', quantity: 2 })
    expect(maxOpenOrders(6).check(legs, viewOf({ open }))).toBeUndefined()
    expect(maxOpenOrders(5).check(legs, viewOf({ open }))?.actual).toBe(6)
    expect(maxOpenOrders(9, { perInstrument: 4 }).check(legs, viewOf({ open }))).toBeUndefined()
    expect(maxOpenOrders(9, { perInstrument: 3 }).check(legs, viewOf({ open }))?.actual).toBe(4)
  })

  it.each([-1, 1.5, Number.NaN])('cannot be made with a limit of %s', (limit) => {
    expect(() => maxOpenOrders(limit)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(() => maxOpenOrders(1, { perInstrument: limit })).toThrow(
      expect.objectContaining({ code: 'invalid-options' }),
    )
  })
})
