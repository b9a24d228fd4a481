import { createCalendar } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { marketSession } from './market-session.ts'

const calendar = createCalendar({
  id: 'DAY',
  timeZone: 'UTC',
  hours: { 'pre-open': '09:00-09:15', continuous: '09:15-15:30', 'closing-auction': '15:30-15:40' },
  holidays: ['2026-01-06'],
})
const at = (time: string, day = 5): number => Date.parse(`2026-01-0${day}T${time}:00Z`)
const order = openOrder({ quantity: 1 })

describe('marketSession', () => {
  const rule = marketSession(calendar)

  it('passes orders and modifications in a session, from its first moment to before its last', () => {
    for (const time of ['09:15', '12:00', '15:39'])
      for (const intent of [placing({ quantity: 1 }), modifying(order, { quantity: 2 })])
        expect(rule.check(intent, viewOf({ now: at(time) }))).toBeUndefined()
  })

  it('denies outside of it, what reduces as well, and says when it opens', () => {
    for (const now of [at('09:14'), at('15:40'), at('12:00', 6)]) {
      expect(rule.check(placing({ quantity: 1 }), viewOf({ now }))).toBeDefined()
      expect(rule.check(placing({ side: 'sell', quantity: 1 }), viewOf({ now, held: 1 }))).toBeDefined()
      expect(rule.check(modifying(order, { quantity: 1, limitPrice: 5 }), viewOf({ now }))).toBeDefined()
    }
    expect(rule.check(placing({ quantity: 1 }), viewOf({ now: at('15:40') }))).toEqual({
      rule: 'market-session',
      reason: 'DAY is in the phase closed; its next session opens at 2026-01-07T09:15:00.000Z.',
    })
  })

  it('can be held to phases', () => {
    const auctions = marketSession(calendar, { phases: ['pre-open', 'continuous'] })
    expect(auctions.check(placing({ quantity: 1 }), viewOf({ now: at('09:00') }))).toBeUndefined()
    expect(auctions.check(placing({ quantity: 1 }), viewOf({ now: at('15:30') }))?.reason).toContain('closing-auction')
  })

  it('asks the calendar of the exchange, and denies where there is none', () => {
    const night = createCalendar({ id: 'NIGHT', timeZone: 'UTC', hours: { continuous: '20:00-23:00' } })
    const both = marketSession({ NSE: calendar, NFO: night })
    expect(both.check(placing({ quantity: 1 }), viewOf({ now: at('12:00') }))).toBeUndefined()
    const future = placing({ instrument: 'NFO:NIFTY26DECFUT', quantity: 65 })
    expect(both.check(future, viewOf({ now: at('12:00') }))?.reason).toContain('NIGHT')
    expect(both.check(placing({ instrument: 'NASDAQ:AAPL', quantity: 1 }), viewOf({ now: at('12:00') }))).toEqual({
      rule: 'market-session',
      reason: 'No calendar is known for NASDAQ, where NASDAQ:AAPL trades.',
    })
    const rest = marketSession({ NFO: night, '*': calendar })
    expect(rest.check(placing({ quantity: 1 }), viewOf({ now: at('12:00') }))).toBeUndefined()
  })

  it('cannot be made of no calendar, or of no phase', () => {
    expect(() => marketSession({})).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(() => marketSession(calendar, { phases: [] })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
