import type { ClientOrderId, JournalEvent } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, placingGroup, termsOf, viewOf } from '../testing/account.ts'
import { maxOrderRate } from './max-order-rate.ts'

const clientOrderId = 'a' as ClientOrderId
const submitted = (time: number): JournalEvent => ({
  type: 'order.submitted',
  time,
  terms: termsOf({ quantity: 1 }),
  broker: 'x',
})
const modified = (time: number): JournalEvent => ({ type: 'order.modify-requested', time, clientOrderId, change: {} })
const canceled = (time: number): JournalEvent => ({ type: 'order.cancel-requested', time, clientOrderId })

describe('maxOrderRate', () => {
  const buy = placing({ quantity: 1 })
  const change = modifying(openOrder({ quantity: 1 }), { quantity: 2 })

  it('passes the message that reaches the limit, and denies the next order and the next modification', () => {
    const rule = maxOrderRate(3)
    rule.observe!(submitted(0))
    rule.observe!(canceled(10))
    for (const intent of [buy, change]) expect(rule.check(intent, viewOf({ now: 20 }))).toBeUndefined()
    rule.observe!(modified(20))
    for (const intent of [buy, change])
      expect(rule.check(intent, viewOf({ now: 30 }))).toEqual({
        rule: 'max-order-rate',
        reason: 'It would be message 4 within 1000 ms, and the limit is 3.',
        limit: 3,
        actual: 4,
      })
  })

  it('slides: a message counts until exactly the window after it', () => {
    const rule = maxOrderRate(1, { perMs: 100 })
    rule.observe!(submitted(50))
    expect(rule.check(buy, viewOf({ now: 149 }))).toBeDefined()
    expect(rule.check(buy, viewOf({ now: 150 }))).toBeUndefined()
  })

  it('keeps the reserve for cancels, which count as well', () => {
    const rule = maxOrderRate(3, { reserve: 1 })
    rule.observe!(submitted(0))
    expect(rule.check(buy, viewOf({ now: 0 }))).toBeUndefined()
    rule.observe!(canceled(0))
    expect(rule.check(buy, viewOf({ now: 0 }))?.reason).toBe(
      'It would be message 3 within 1000 ms, and the limit is 3, of which 1 are kept for cancels.',
    )
  })

  it('does not count what was denied', () => {
    const rule = maxOrderRate(1)
    rule.observe!({ type: 'order.denied', time: 0, terms: termsOf({ quantity: 1 }), denial: { rule: 'x', reason: '' } })
    expect(rule.check(buy, viewOf())).toBeUndefined()
  })

  it('needs room for every order of a group', () => {
    const legs = placingGroup({ quantity: 1 }, { quantity: 2 })
    expect(maxOrderRate(2).check(legs, viewOf())).toBeUndefined()
    expect(maxOrderRate(1).check(legs, viewOf())).toBeDefined()
  })

  it('counts right after so many messages that old ones were let go', () => {
    const rule = maxOrderRate(5, { perMs: 10 })
    for (let time = 0; time < 10_000; time++) rule.observe!(submitted(time))
    expect(rule.check(buy, viewOf({ now: 10_004 }))?.actual).toBe(6)
    expect(rule.check(buy, viewOf({ now: 10_005 }))).toBeUndefined()
    expect((rule.save!() as readonly number[]).length).toBeLessThan(10)
  })

  it.each([
    [0, {}],
    [1.5, {}],
    [5, { perMs: 0 }],
    [5, { reserve: 5 }],
    [5, { reserve: -1 }],
  ])('cannot be made with a limit of %s and %j', (limit, options) => {
    expect(() => maxOrderRate(limit, options)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
