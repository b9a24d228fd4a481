import type { JournalEvent } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, termsOf, viewOf, type Wanted } from '../testing/account.ts'
import { noDuplicates } from './no-duplicates.ts'

const order: Wanted = { quantity: 10, limitPrice: 100 }
const submitted = (wanted: Wanted, time = 0): JournalEvent => ({
  type: 'order.submitted',
  time,
  terms: termsOf(wanted),
  broker: 'x',
})

describe('noDuplicates', () => {
  function after(...events: readonly JournalEvent[]) {
    const rule = noDuplicates(500)
    for (const event of events) rule.observe!(event)
    return rule
  }

  it('denies the same order within the window and passes it at exactly its end', () => {
    const rule = after(submitted(order))
    expect(rule.check(placing({ ...order, id: 'other', limitPrice: '100.00' }), viewOf({ now: 499 }))).toEqual({
      rule: 'no-duplicates',
      reason: 'The same order for NSE:INFY went out 499 ms ago, and the window is 500 ms.',
      limit: 500,
      actual: 499,
    })
    expect(rule.check(placing(order), viewOf({ now: 500 }))).toBeUndefined()
    expect(rule.check(placing({ ...order, side: 'sell' }), viewOf({ now: 1 }))).toBeUndefined()
  })

  it('passes an order that differs in anything', () => {
    const rule = after(submitted(order))
    for (const other of [
      { ...order, instrument: 'NSE:TCS' as const },
      { ...order, quantity: 11 },
      { ...order, limitPrice: 101 },
      { ...order, stopPrice: 99 },
      { ...order, product: 'intraday' as const },
      { quantity: 10 },
    ])
      expect(rule.check(placing(other), viewOf())).toBeUndefined()
  })

  it('counts from the latest, and forgets what is over', () => {
    const rule = after(submitted(order, 0), submitted({ quantity: 1 }, 100), submitted(order, 600))
    expect(rule.check(placing(order), viewOf({ now: 1_099 }))).toBeDefined()
    expect(rule.check(placing(order), viewOf({ now: 1_100 }))).toBeUndefined()
    expect(rule.save!()).toHaveLength(1)
  })

  it('denies what reduces as well', () => {
    const exit = { side: 'sell' as const, quantity: 5 }
    expect(after(submitted(exit)).check(placing(exit), viewOf({ held: 10 }))).toBeDefined()
  })

  it('denies a modification that changes nothing, and passes any other', () => {
    const rule = noDuplicates(500)
    const open = openOrder(order)
    expect(rule.check(modifying(open, order), viewOf({ open: [open] }))).toEqual({
      rule: 'no-duplicates',
      reason: 'The modification would leave order buy10 as it is.',
    })
    expect(rule.check(modifying(open, { ...order, quantity: 11 }), viewOf({ open: [open] }))).toBeUndefined()
    expect(rule.check(modifying(open, { ...order, limitPrice: 101 }), viewOf({ open: [open] }))).toBeUndefined()
  })

  it.each([0, -1, Number.NaN])('cannot be made with a window of %s', (window) => {
    expect(() => noDuplicates(window)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
