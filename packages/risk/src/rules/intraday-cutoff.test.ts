import { createCalendar } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { intradayCutoff } from './intraday-cutoff.ts'

const calendar = createCalendar({
  id: 'NY',
  timeZone: 'America/New_York',
  hours: { continuous: '09:30-16:00' },
  days: { '2026-11-27': { continuous: '09:30-13:00' } },
})
const product = 'intraday'
const buy = placing({ quantity: 1, product })

describe('intradayCutoff', () => {
  const rule = intradayCutoff({ calendar, time: '15:10' })

  it('denies what opens from that time on, until midnight, in summer and in winter', () => {
    for (const [day, zone] of [
      ['2026-01-05', '-05:00'],
      ['2026-07-06', '-04:00'],
    ] as const) {
      const at = (time: string): number => Date.parse(`${day}T${time}${zone}`)
      expect(rule.check(buy, viewOf({ now: at('15:09:59.999') }))).toBeUndefined()
      for (const time of ['15:10:00', '23:59:59']) expect(rule.check(buy, viewOf({ now: at(time) }))).toBeDefined()
    }
    expect(rule.check(buy, viewOf({ now: Date.parse('2026-01-05T20:10:00Z') }))).toEqual({
      rule: 'intraday-cutoff',
      reason: 'Since 2026-01-05T20:10:00.000Z only orders that reduce a position pass for product intraday.',
    })
  })

  it('means the wall clock also on the day that clocks change', () => {
    expect(rule.check(buy, viewOf({ now: Date.parse('2026-03-08T15:09:59-04:00') }))).toBeUndefined()
    expect(rule.check(buy, viewOf({ now: Date.parse('2026-03-08T15:10:00-04:00') }))).toBeDefined()
  })

  it('passes other products, and what can only reduce', () => {
    const now = Date.parse('2026-01-05T21:00:00Z')
    expect(rule.check(placing({ quantity: 1 }), viewOf({ now }))).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 5, product }), viewOf({ now, held: 5 }))).toBeUndefined()
    const order = openOrder({ quantity: 5, product })
    const view = viewOf({ now, open: [order] })
    expect(rule.check(modifying(order, { quantity: 4, product }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 6, product }), view)).toBeDefined()
    const before = viewOf({ now: now - 3_600_000, open: [order] })
    expect(rule.check(modifying(order, { quantity: 6, product }), before)).toBeUndefined()
  })

  it('can be counted back from the close, which is early on a half day and never on a holiday', () => {
    const late = intradayCutoff({ calendar, beforeCloseMs: 15 * 60_000 })
    const at = (text: string) => viewOf({ now: Date.parse(text) })
    expect(late.check(buy, at('2026-11-25T15:44:00-05:00'))).toBeUndefined()
    expect(late.check(buy, at('2026-11-25T15:45:00-05:00'))).toBeDefined()
    expect(late.check(buy, at('2026-11-27T12:44:00-05:00'))).toBeUndefined()
    expect(late.check(buy, at('2026-11-27T12:45:00-05:00'))).toBeDefined()
    expect(late.check(buy, at('2026-11-28T12:00:00-05:00'))?.reason).toBe(
      'On a day without a session only orders that reduce a position pass for product intraday.',
    )
  })

  it.each([
    {},
    { time: '24:00' },
    { time: '9:15' },
    { time: '15:10', beforeCloseMs: 1 },
    { beforeCloseMs: 0 },
    { time: '15:10', products: [] },
  ])('cannot be made of %j', (options) => {
    expect(() => intradayCutoff({ calendar, ...options })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
