import type { ClientOrderId, Fill, JournalEvent } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, termsOf, viewOf } from '../testing/account.ts'
import { maxOrderToTradeRatio } from './max-order-to-trade-ratio.ts'

const clientOrderId = 'a' as ClientOrderId
const submitted = (time = 0): JournalEvent => ({
  type: 'order.submitted',
  time,
  terms: termsOf({ quantity: 1 }),
  broker: 'x',
})
const canceled: JournalEvent = { type: 'order.cancel-requested', time: 0, clientOrderId }
const modified: JournalEvent = { type: 'order.modify-requested', time: 0, clientOrderId, change: {} }
const filled: JournalEvent = { type: 'order.filled', time: 0, clientOrderId, fill: {} as Fill }

describe('maxOrderToTradeRatio', () => {
  const order = openOrder({ quantity: 1 })
  const view = viewOf({ open: [order], held: 5 })

  it('passes exactly the ratio and denies the next order and modification', () => {
    const rule = maxOrderToTradeRatio(2, { free: 0 })
    for (const event of [submitted(), modified, filled, canceled, filled]) rule.observe!(event)
    const intents = [placing({ quantity: 1 }), modifying(order, { quantity: 2 })]
    for (const intent of intents) expect(rule.check(intent, view)).toBeUndefined()
    rule.observe!(submitted())
    for (const intent of intents)
      expect(rule.check(intent, view)).toEqual({
        rule: 'max-order-to-trade-ratio',
        reason:
          'It would be message 5 of the day for 2 fills, and the limit is 2 for each, so only orders that reduce a position pass.',
        limit: 2,
        actual: 2.5,
      })
    expect(rule.check(placing({ side: 'sell', quantity: 1 }), view)).toBeUndefined()
  })

  it('leaves the first messages of a day free', () => {
    const rule = maxOrderToTradeRatio(1, { free: 3 })
    rule.observe!(submitted())
    rule.observe!(submitted())
    expect(rule.check(placing({ quantity: 1 }), view)).toBeUndefined()
    rule.observe!(submitted())
    expect(rule.check(placing({ quantity: 1 }), view)).toBeDefined()
    expect(rule.check(placing({ quantity: 1 }), viewOf({ now: 86_400_000 }))).toBeUndefined()
  })

  it('cannot be made with a ratio of 0, or a part of a message free', () => {
    expect(() => maxOrderToTradeRatio(0)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(() => maxOrderToTradeRatio(1, { free: 0.5 })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
