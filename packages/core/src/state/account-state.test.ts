import { describe, expect, it } from 'vitest'
import { Decimal } from '../model/decimal.ts'
import type { BrokerOrderId, ClientOrderId } from '../model/ids.ts'
import type { OrderTerms } from '../model/order.ts'
import { createAccountState } from './account-state.ts'

const clientOrderId = 'abcdefghij0123456789' as ClientOrderId

describe('the state of an account', () => {
  it('gives back from what was saved every order as it was, its quantities to reckon with', () => {
    const terms: OrderTerms = {
      clientOrderId,
      instrument: 'NSE:A',
      side: 'buy',
      quantity: new Decimal(10),
      type: 'limit',
      limitPrice: new Decimal('100.05'),
      product: 'delivery',
      timeInForce: 'day',
    }
    const state = createAccountState()
    state.apply({ type: 'order.submitted', time: 1, terms, broker: 'b' })
    state.apply({
      type: 'order.accepted',
      time: 2,
      clientOrderId,
      brokerOrderIds: ['B1' as BrokerOrderId],
      complete: true,
    })
    const saved = JSON.parse(JSON.stringify(state.save()))
    expect(createAccountState(saved).orders.get(clientOrderId)).toEqual(state.orders.get(clientOrderId))
  })
})
