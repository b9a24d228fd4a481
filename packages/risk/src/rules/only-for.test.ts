import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxOrderRate } from './max-order-rate.ts'
import { type OrderFilter, onlyFor } from './only-for.ts'

const never = { name: 'never', check: () => ({ rule: 'never', reason: 'No.' }) }
const judged = (filter: OrderFilter, wanted: Parameters<typeof placing>[0], view = viewOf()) =>
  onlyFor(filter, never).check(placing(wanted), view) !== undefined

describe('onlyFor', () => {
  it('asks the rule about what fits, and lets all else pass', () => {
    const future = { instrument: 'NFO:NIFTY26DECFUT' as const, quantity: 65 }
    expect(judged({ instruments: ['NSE:INFY'] }, { quantity: 1 })).toBe(true)
    expect(judged({ instruments: ['NSE:INFY'] }, future)).toBe(false)
    expect(judged({ kinds: ['future', 'option'] }, future)).toBe(true)
    expect(judged({ kinds: ['future', 'option'] }, { quantity: 1 })).toBe(false)
    expect(judged({ products: ['intraday'] }, { quantity: 1, product: 'intraday' })).toBe(true)
    expect(judged({ products: ['intraday'] }, { quantity: 1 })).toBe(false)
    expect(judged({ sides: ['sell'] }, { side: 'sell', quantity: 1 })).toBe(true)
    expect(judged({ sides: ['sell'] }, { quantity: 1 })).toBe(false)
    expect(judged({ tags: ['grid'] }, { quantity: 1, tag: 'grid' })).toBe(true)
    expect(judged({ tags: ['grid'] }, { quantity: 1 })).toBe(false)
  })

  it('needs everything to fit', () => {
    expect(judged({ instruments: ['NSE:INFY'], sides: ['sell'] }, { quantity: 1 })).toBe(false)
    expect(judged({ instruments: ['NSE:INFY'], sides: ['sell'] }, { side: 'sell', quantity: 1 })).toBe(true)
  })

  it('can leave out what only reduces', () => {
    expect(judged({ opening: true }, { side: 'sell', quantity: 5 }, viewOf({ held: 5 }))).toBe(false)
    expect(judged({ opening: true }, { side: 'sell', quantity: 6 }, viewOf({ held: 5 }))).toBe(true)
  })

  it('asks about modifications, too', () => {
    const order = openOrder({ quantity: 5 })
    const rule = onlyFor({ instruments: ['NSE:INFY'] }, never)
    expect(rule.check(modifying(order, { quantity: 6 }), viewOf())).toBeDefined()
    expect(onlyFor({ sides: ['sell'] }, never).check(modifying(order, { quantity: 6 }), viewOf())).toBeUndefined()
  })

  it('lets the rule see, save and restore as it would by itself', () => {
    const rule = onlyFor({ sides: ['buy'] }, maxOrderRate(1))
    expect(rule.name).toBe('max-order-rate')
    rule.restore!([0])
    expect(rule.check(placing({ quantity: 1 }), viewOf())).toBeDefined()
    rule.reset!()
    expect(rule.save!()).toEqual([])
    expect('observe' in onlyFor({ sides: ['buy'] }, never)).toBe(false)
  })

  it.each([{}, { sides: [] }, { instruments: ['NSE:INFY'] as const, tags: [] }])('cannot be made of %j', (filter) => {
    expect(() => onlyFor(filter, never)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
