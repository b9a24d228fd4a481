import { type BrokerOrder, Decimal, type JournalEvent } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf, type Wanted } from '../testing/account.ts'
import { noSelfTrades } from './no-self-trades.ts'

const resting = openOrder({ side: 'sell', quantity: 5, limitPrice: 100, id: 'resting' })
const buyAt = (limitPrice: number | string) => placing({ quantity: 1, limitPrice })

describe('noSelfTrades', () => {
  it('denies a buy that may pay what a sale of ours takes, and passes one a tick below', () => {
    const view = viewOf({ open: [resting] })
    expect(noSelfTrades().check(buyAt('99.95'), view)).toBeUndefined()
    expect(noSelfTrades().check(buyAt('100'), view)).toEqual({
      rule: 'no-self-trades',
      reason:
        'The order could trade with an open order of this account to sell NSE:INFY at 100 (resting); cancel that one first.',
      limit: 100,
      actual: 100,
    })
    expect(noSelfTrades().check(placing({ quantity: 1 }), view)).toBeDefined()
  })

  it('holds for sales likewise, also for what reduces', () => {
    const bid = openOrder({ quantity: 5, limitPrice: 100 })
    const view = viewOf({ held: 10, open: [bid] })
    const sellAt = (limitPrice: number | string) => placing({ side: 'sell', quantity: 1, limitPrice })
    expect(noSelfTrades().check(sellAt('100.05'), view)).toBeUndefined()
    expect(noSelfTrades().check(sellAt('100'), view)).toBeDefined()
  })

  it('passes the same side, other instruments, and what is closed', () => {
    const view = viewOf({ open: [resting] })
    expect(noSelfTrades().check(placing({ side: 'sell', quantity: 1 }), view)).toBeUndefined()
    expect(noSelfTrades().check(placing({ instrument: 'NSE:TCS', quantity: 1 }), view)).toBeUndefined()
    const closed = viewOf({ open: [{ ...resting, lifecycle: 'canceled', leavesQuantity: new Decimal(0) }] })
    expect(noSelfTrades().check(buyAt(100), closed)).toBeUndefined()
  })

  it('judges the price that a modification would leave, and not against itself', () => {
    const bid = openOrder({ quantity: 5, limitPrice: 99 })
    const view = viewOf({ open: [resting, bid] })
    expect(noSelfTrades().check(modifying(bid, { quantity: 9, limitPrice: '99.95' }), view)).toBeUndefined()
    expect(noSelfTrades().check(modifying(bid, { quantity: 5, limitPrice: 100 }), view)).toBeDefined()
  })

  it('counts the price that a modification asked for until it is answered', () => {
    const rule = noSelfTrades()
    const { clientOrderId } = resting.terms
    const view = viewOf({ open: [resting] })
    const asked: JournalEvent = {
      type: 'order.modify-requested',
      time: 0,
      clientOrderId,
      change: { limitPrice: new Decimal(98) },
    }
    rule.observe!(asked)
    expect(rule.check(buyAt(98), view)?.reason).toContain('at 100 or 98')
    rule.observe!({ type: 'order.modify-refused', time: 0, clientOrderId, evidence: { reason: 'no' } })
    expect(rule.check(buyAt(98), view)).toBeUndefined()
  })

  it('lets a position with a stop be added to, unless stops count', () => {
    const stop = openOrder({ side: 'sell', quantity: 5, stopPrice: 90 })
    const view = viewOf({ held: 5, open: [stop] })
    expect(noSelfTrades().check(buyAt(100), view)).toBeUndefined()
    expect(noSelfTrades({ stops: 'counted' }).check(buyAt(80), view)?.reason).toContain('at any price')
    const bid = viewOf({ held: 5, open: [openOrder({ quantity: 5, limitPrice: 100 })] })
    const protective = placing({ side: 'sell', quantity: 5, stopPrice: 90 })
    expect(noSelfTrades().check(protective, bid)).toBeUndefined()
    expect(noSelfTrades({ stops: 'counted' }).check(protective, bid)).toBeDefined()
    const limited = openOrder({ side: 'sell', quantity: 5, stopPrice: 90, limitPrice: 89 })
    expect(noSelfTrades().check(buyAt(89), viewOf({ held: 5, open: [limited] }))).toBeDefined()
    expect(noSelfTrades().check(buyAt(88), viewOf({ held: 5, open: [limited] }))).toBeUndefined()
  })

  it('keeps orders of one group apart', () => {
    const leg: Wanted = { side: 'sell', quantity: 5, limitPrice: 100, group: 'g' }
    const view = viewOf({ open: [openOrder(leg)] })
    expect(noSelfTrades().check(placing({ quantity: 5, limitPrice: 110, group: 'g' }), view)).toBeUndefined()
    expect(noSelfTrades().check(placing({ quantity: 5, limitPrice: 110, group: 'h' }), view)).toBeDefined()
  })

  it('counts what was placed outside, until it is over or turns out to be ours', () => {
    const outside = { brokerOrderId: 'b1', instrument: 'NSE:INFY', side: 'sell', lifecycle: 'working' } as const
    const seen = (more: object): JournalEvent => ({
      type: 'external.order-seen',
      time: 0,
      order: { ...outside, limitPrice: new Decimal(100), ...more } as unknown as BrokerOrder,
    })
    for (const over of [
      seen({ lifecycle: 'canceled' }),
      {
        type: 'order.accepted',
        time: 0,
        clientOrderId: 'resting',
        brokerOrderIds: ['b1'],
        complete: true,
      } as unknown as JournalEvent,
    ]) {
      const rule = noSelfTrades()
      rule.observe!(seen({}))
      expect(rule.check(buyAt(99), viewOf())).toBeUndefined()
      expect(rule.check(buyAt(100), viewOf())?.reason).toContain('placed outside')
      rule.observe!(over)
      expect(rule.check(buyAt(100), viewOf())).toBeUndefined()
    }
  })
})
