import { type ClientOrderId, createCalendar, type Fill, type JournalEvent } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, placingGroup, viewOf } from '../testing/account.ts'
import { maxTradesADay } from './max-trades-a-day.ts'

const filled = (id: string, time = 0): JournalEvent => ({
  type: 'order.filled',
  time,
  clientOrderId: id as ClientOrderId,
  fill: {} as Fill,
})
const buy = placing({ quantity: 1 })

describe('maxTradesADay', () => {
  it('passes the order that reaches the limit, open ones counted, and denies the next', () => {
    const rule = maxTradesADay(3)
    rule.observe!(filled('a'))
    rule.observe!(filled('a'))
    const one = openOrder({ quantity: 5 })
    expect(rule.check(buy, viewOf({ open: [one] }))).toBeUndefined()
    rule.observe!(filled('b'))
    expect(rule.check(buy, viewOf({ open: [one] }))).toEqual({
      rule: 'max-trades-a-day',
      reason: 'It could be trade 4 of the day, and the limit is 3, so only orders that reduce a position pass.',
      limit: 3,
      actual: 4,
    })
  })

  it('counts an order that is filled in part once', () => {
    const rule = maxTradesADay(2)
    const half = openOrder({ quantity: 10 }, 5)
    rule.observe!(filled(half.terms.clientOrderId))
    expect(rule.check(buy, viewOf({ held: 5, open: [half] }))).toBeUndefined()
  })

  it('passes what can only reduce, and every modification, whose order counts already', () => {
    const rule = maxTradesADay(0)
    const order = openOrder({ quantity: 5 })
    expect(rule.check(placing({ side: 'sell', quantity: 5 }), viewOf({ held: 5 }))).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 50 }), viewOf({ open: [order] }))).toBeUndefined()
    expect(rule.check(buy, viewOf())).toBeDefined()
  })

  it('needs room for every order of a group', () => {
    const legs = placingGroup({ quantity: 1 }, { quantity: 2 })
    expect(maxTradesADay(2).check(legs, viewOf())).toBeUndefined()
    expect(maxTradesADay(1).check(legs, viewOf())).toBeDefined()
  })

  it('begins anew with the day of the calendar', () => {
    const calendar = createCalendar({ id: 'IN', timeZone: 'Asia/Kolkata', hours: { continuous: '09:15-15:30' } })
    const [indian, utc] = [maxTradesADay(1, { calendar }), maxTradesADay(1)]
    const midnight = Date.parse('2026-01-06T00:00:00+05:30')
    for (const rule of [indian, utc]) rule.observe!(filled('a', midnight - 1))
    expect(indian.check(buy, viewOf({ now: midnight - 1 }))).toBeDefined()
    expect(indian.check(buy, viewOf({ now: midnight }))).toBeUndefined()
    expect(utc.check(buy, viewOf({ now: midnight }))).toBeDefined()
    expect(utc.check(buy, viewOf({ now: Date.parse('2026-01-06T00:00:00Z') }))).toBeUndefined()
  })

  it('cannot be made with a limit of 1.5', () => {
    expect(() => maxTradesADay(1.5)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
