import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, placingGroup, viewOf } from '../testing/account.ts'
import { reduceOnly } from './reduce-only.ts'

describe('reduceOnly', () => {
  const rule = reduceOnly()

  it('passes an order down to exactly flat and denies one that could go past it', () => {
    expect(rule.check(placing({ side: 'sell', quantity: 10 }), viewOf({ held: 10 }))).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 11 }), viewOf({ held: 10 }))).toEqual({
      rule: 'reduce-only',
      reason: 'Only orders that reduce a position pass; this one could open or enlarge one in NSE:INFY.',
    })
    expect(rule.check(placing({ quantity: 1 }), viewOf({ held: 10 }))).toBeDefined()
  })

  it('passes both exits of a position where a broker keeps them in step', () => {
    const exits = placingGroup(
      { side: 'sell', quantity: 10, limitPrice: 9 },
      { side: 'sell', quantity: 10, stopPrice: 5 },
    )
    expect(rule.check(exits, viewOf({ held: 10 }))).toBeUndefined()
  })

  it('passes a modification that takes quantity away, or of an order that can only reduce', () => {
    const exit = openOrder({ side: 'sell', quantity: 5 })
    const view = viewOf({ held: 10, open: [exit] })
    expect(rule.check(modifying(exit, { quantity: 10 }), view)).toBeUndefined()
    expect(rule.check(modifying(exit, { quantity: 11 }), view)).toBeDefined()
    const entry = openOrder({ quantity: 5, limitPrice: 9 })
    expect(rule.check(modifying(entry, { quantity: 4, limitPrice: 9 }), viewOf({ open: [entry] }))).toBeUndefined()
    expect(rule.check(modifying(entry, { quantity: 5, limitPrice: 8 }), viewOf({ open: [entry] }))).toBeDefined()
  })

  it('passes everything while it is off', () => {
    let isOn = false
    const switched = reduceOnly(() => isOn)
    expect(switched.check(placing({ quantity: 1 }), viewOf())).toBeUndefined()
    isOn = true
    expect(switched.check(placing({ quantity: 1 }), viewOf())).toBeDefined()
  })
})
