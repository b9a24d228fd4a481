import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxNetExposure } from './max-net-exposure.ts'

describe('maxNetExposure', () => {
  const last = { 'NSE:INFY': 100, 'NSE:TCS': 200 }
  const limit = () => maxNetExposure(5000)

  it('passes up to exactly the limit on either side, shorts against longs', () => {
    const view = viewOf({ held: { 'NSE:TCS': -20 }, last })
    expect(limit().check(placing({ quantity: 90 }), view)).toBeUndefined()
    expect(limit().check(placing({ quantity: 91 }), view)).toEqual({
      rule: 'max-net-exposure',
      reason: 'Net long exposure could reach 5100, past the limit of 5000.',
      limit: 5000,
      actual: 5100,
    })
    expect(limit().check(placing({ side: 'sell', quantity: 10 }), view)).toBeUndefined()
    expect(limit().check(placing({ side: 'sell', quantity: 11 }), view)?.reason).toBe(
      'Net short exposure could reach 5100, past the limit of 5000.',
    )
  })

  it('lets no order count as a hedge before it is filled', () => {
    const open = [openOrder({ side: 'sell', quantity: 100, limitPrice: 100 })]
    expect(limit().check(placing({ quantity: 50 }), viewOf({ open, last }))).toBeUndefined()
    expect(limit().check(placing({ quantity: 51 }), viewOf({ open, last }))?.actual).toBe(5100)
  })

  it('counts of a modification what it adds', () => {
    const order = openOrder({ quantity: 40 })
    const view = viewOf({ open: [order], last })
    expect(limit().check(modifying(order, { quantity: 50 }), view)).toBeUndefined()
    expect(limit().check(modifying(order, { quantity: 51 }), view)?.actual).toBe(5100)
  })

  it('passes what can only reduce a position, even a hedge, and without a price', () => {
    const held = { 'NSE:INFY': 100, 'NSE:TCS': -50 }
    expect(limit().check(placing({ side: 'sell', quantity: 100 }), viewOf({ held, last }))).toBeUndefined()
    expect(limit().check(placing({ instrument: 'NSE:TCS', quantity: 50 }), viewOf({ held, last }))).toBeUndefined()
    expect(limit().check(placing({ instrument: 'NSE:TCS', quantity: 50 }), viewOf({ held }))).toBeUndefined()
    expect(limit().check(placing({ instrument: 'NSE:TCS', quantity: 51 }), viewOf({ held }))).toBeDefined()
  })

  it('cannot be made with a limit below 0', () => {
    expect(() => maxNetExposure(-1)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
