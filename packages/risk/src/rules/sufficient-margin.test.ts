import { Decimal, type JournalEvent, type OrderTerms } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, placingGroup, viewOf } from '../testing/account.ts'
import { sufficientMargin } from './sufficient-margin.ts'

/** 20 a unit. */
const required = ({ quantity }: OrderTerms) => 20 * quantity.toNumber()

describe('sufficientMargin', () => {
  const rule = () => sufficientMargin({ required })
  const cash = { INR: 1000 }

  it('passes exactly what is left beside open orders and denies one more', () => {
    const open = [openOrder({ quantity: 30 }, 10), openOrder({ instrument: 'NSE:TCS', quantity: 10 })]
    const view = viewOf({ cash, open })
    expect(rule().check(placing({ quantity: 20 }), view)).toBeUndefined()
    expect(rule().check(placing({ quantity: 21 }), view)).toEqual({
      rule: 'sufficient-margin',
      reason: 'Open orders and this one would need 1020 INR of margin, and 1000 is available.',
      limit: 1000,
      actual: 1020,
    })
  })

  it('counts of a modification the order that it would leave, in place of the one that is', () => {
    const order = openOrder({ quantity: 30 }, 10)
    const view = viewOf({ cash, open: [order, openOrder({ quantity: 20 })] })
    expect(rule().check(modifying(order, { quantity: 40 }), view)).toBeUndefined()
    expect(rule().check(modifying(order, { quantity: 41 }), view)?.actual).toBe(1020)
    expect(
      rule().check(modifying(order, { quantity: 29 }), viewOf({ cash: { INR: 0 }, open: [order] })),
    ).toBeUndefined()
  })

  it('counts a modification to fewer at a higher price, and passes one that needs no more than before', () => {
    const paid = sufficientMargin({
      required: (terms) => terms.quantity.toNumber() * ('limitPrice' in terms ? terms.limitPrice.toNumber() : 0),
    })
    const order = openOrder({ quantity: 100, limitPrice: 10 })
    const view = viewOf({ cash, open: [order] })
    expect(paid.check(modifying(order, { quantity: 99, limitPrice: 1000 }), view)?.actual).toBe(99_000)
    const empty = viewOf({ cash: { INR: 0 }, open: [order] })
    expect(paid.check(modifying(order, { quantity: 50, limitPrice: 20 }), empty)).toBeUndefined()
    expect(paid.check(modifying(order, { quantity: 50, limitPrice: 21 }), empty)).toBeDefined()
  })

  it('counts what a modification asked for until it is answered', () => {
    const tested = rule()
    const order = openOrder({ quantity: 10 })
    const { clientOrderId } = order.terms
    tested.observe!({
      type: 'order.modify-requested',
      time: 0,
      clientOrderId,
      change: { quantity: new Decimal(40) },
    } as JournalEvent)
    const view = viewOf({ cash, open: [order] })
    expect(tested.check(placing({ quantity: 10, id: 'new' }), view)).toBeUndefined()
    expect(tested.check(placing({ quantity: 11, id: 'new' }), view)?.actual).toBe(1020)
    tested.observe!({ type: 'order.modify-refused', time: 0, clientOrderId, evidence: { reason: 'no' } })
    expect(tested.check(placing({ quantity: 40, id: 'new' }), view)).toBeUndefined()
  })

  it('counts only what the broker has not confirmed, where it blocks the rest itself', () => {
    const blocked = sufficientMargin({ required, available: () => 1000, openOrders: 'blocked' })
    const confirmed = openOrder({ quantity: 500 })
    const sent = { ...openOrder({ quantity: 10 }), lifecycle: 'submitted' as const }
    const unsure = { ...openOrder({ quantity: 15 }), certainty: 'unconfirmed' as const }
    const view = viewOf({ open: [confirmed, sent, unsure] })
    expect(blocked.check(placing({ quantity: 25, id: 'new' }), view)).toBeUndefined()
    expect(blocked.check(placing({ quantity: 26, id: 'new' }), view)?.actual).toBe(1020)
  })

  it('counts of a modification only what it adds, where the broker blocks the rest itself', () => {
    const blocked = sufficientMargin({ required, available: () => 1000, openOrders: 'blocked' })
    const confirmed = openOrder({ quantity: 500 })
    const view = viewOf({ open: [confirmed] })
    expect(blocked.check(modifying(confirmed, { quantity: 550 }), view)).toBeUndefined()
    expect(blocked.check(modifying(confirmed, { quantity: 551 }), view)?.actual).toBe(1020)
  })

  it('keeps currencies apart', () => {
    const view = viewOf({ cash: { INR: 1000, USD: 40 }, open: [openOrder({ instrument: 'NASDAQ:AAPL', quantity: 2 })] })
    expect(rule().check(placing({ quantity: 50 }), view)).toBeUndefined()
    expect(rule().check(placing({ instrument: 'NASDAQ:AAPL', quantity: 1 }), view)?.reason).toContain('USD')
    const pair = placingGroup({ quantity: 50 }, { instrument: 'NASDAQ:AAPL', quantity: 50 })
    expect(rule().check(pair, viewOf({ cash: { INR: 1000, USD: 1000 } }))).toBeUndefined()
  })

  it('counts other legs, but for those of which only one fills', () => {
    const spread = placingGroup({ quantity: 25 }, { instrument: 'NSE:TCS', quantity: 25 })
    expect(rule().check(spread, viewOf({ cash }))).toBeUndefined()
    expect(rule().check(spread, viewOf({ cash: { INR: 999 } }))).toBeDefined()
    expect(
      rule().check(placingGroup({ quantity: 50 }, { quantity: 50, stopPrice: 9 }), viewOf({ cash })),
    ).toBeUndefined()
  })

  it('passes what can only reduce, and nothing else where a figure is missing', () => {
    const sell = placing({ side: 'sell', quantity: 10 })
    for (const options of [
      { required: () => undefined },
      { required: () => Number.NaN },
      { required, available: () => undefined },
      { required, available: () => Number.NaN },
    ]) {
      const missing = sufficientMargin(options)
      expect(missing.check(sell, viewOf({ held: 10 }))).toBeUndefined()
      expect(missing.check(placing({ quantity: 1 }), viewOf({ cash }))?.reason).toContain('is not known')
    }
  })

  it('has nothing available in a currency without cash', () => {
    expect(rule().check(placing({ quantity: 1 }), viewOf())?.limit).toBe(0)
  })

  it('cannot be made without functions', () => {
    const code = expect.objectContaining({ code: 'invalid-options' })
    expect(() => sufficientMargin({ required: 5 as never })).toThrow(code)
    expect(() => sufficientMargin({ required, available: 5 as never })).toThrow(code)
  })
})
