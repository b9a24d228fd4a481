import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, placingGroup, viewOf } from '../testing/account.ts'
import { maxInstrumentExposure } from './max-instrument-exposure.ts'

describe('maxInstrumentExposure', () => {
  const rule = maxInstrumentExposure('10000')

  it('passes up to exactly the limit in one instrument, and looks at no other', () => {
    const view = viewOf({ held: { 'NSE:INFY': 60, 'NSE:TCS': 1000 }, last: { 'NSE:INFY': 100 } })
    expect(rule.check(placing({ quantity: 40 }), view)).toBeUndefined()
    expect(rule.check(placing({ quantity: 41 }), view)).toEqual({
      rule: 'max-instrument-exposure',
      reason: 'Exposure in NSE:INFY could reach 10100, past the limit of 10000.',
      limit: 10_000,
      actual: 10_100,
    })
    expect(rule.check(placing({ side: 'sell', quantity: 160 }), view)).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 161 }), view)?.actual).toBe(10_100)
  })

  it('counts of a modification what it adds to all open orders', () => {
    const order = openOrder({ quantity: 30 })
    const view = viewOf({ open: [order, openOrder({ quantity: 50 })], last: 100 })
    expect(rule.check(modifying(order, { quantity: 50 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 51 }), view)?.actual).toBe(10_100)
  })

  it('counts one of two legs that a broker keeps in step', () => {
    const legs = placingGroup({ quantity: 100, limitPrice: 95 }, { quantity: 90, stopPrice: 105 })
    expect(rule.check(legs, viewOf({ last: 100 }))).toBeUndefined()
    const [small, large] = [
      { quantity: 90, stopPrice: 105 },
      { quantity: 101, limitPrice: 95 },
    ]
    for (const more of [placingGroup(small, large), placingGroup(large, small)])
      expect(rule.check(more, viewOf({ last: 100 }))?.actual).toBe(10_100)
  })

  it('without a price passes only what can reduce', () => {
    expect(rule.check(placing({ quantity: 1 }), viewOf({ held: 10 }))?.reason).toBe(
      'NSE:INFY has no price, so only orders that reduce a position pass.',
    )
    expect(rule.check(placing({ side: 'sell', quantity: 10 }), viewOf({ held: 10 }))).toBeUndefined()
    expect(rule.check(placing({ instrument: 'NSE:GONE', quantity: 1 }), viewOf({ last: 100 }))?.reason).toContain(
      'Nothing is known of NSE:GONE',
    )
  })

  it('can hold for some instruments only', () => {
    const futures = maxInstrumentExposure(1, { counts: ({ kind }) => kind === 'future' })
    expect(futures.check(placing({ quantity: 1 }), viewOf({ last: 100 }))).toBeUndefined()
    expect(
      futures.check(placing({ instrument: 'NFO:NIFTY26DECFUT', quantity: 65 }), viewOf({ last: 100 })),
    ).toBeDefined()
  })

  it('cannot be made with a limit of 0', () => {
    expect(() => maxInstrumentExposure(0)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
