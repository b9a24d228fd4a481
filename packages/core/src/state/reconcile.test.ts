import { describe, expect, it } from 'vitest'
import type { BrokerSnapshot } from '../model/broker-book.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { Position } from '../model/position.ts'
import { type Belief, reconcile } from './reconcile.ts'

const nothing: BrokerSnapshot = { asOf: 0, orders: [], fills: [], positions: [], holdings: [], cash: {} }

function held(quantity: number, price = 100): Position {
  return {
    instrument: 'NSE:INFY',
    product: 'delivery',
    quantity: new Decimal(quantity),
    averagePrice: new Decimal(price),
    realizedProfit: zero,
  }
}

function believing(more: Partial<Belief> = {}): Belief {
  return { cash: new Map(), positions: new Map(), ...more }
}

describe('reconciling with a snapshot', () => {
  it('changes nothing where both sides agree', () => {
    const belief = believing({
      cash: new Map([['INR', new Decimal(5)]]),
      positions: new Map([['NSE:INFY', [held(10)]]]),
    })
    const snapshot = { ...nothing, positions: [held(10)], cash: { INR: new Decimal('5.00') } }
    expect(reconcile(belief, snapshot, 1)).toEqual([])
  })

  it('takes the opening balance, and says by how much a later one differs', () => {
    const snapshot = { ...nothing, cash: { INR: new Decimal(1000) } }
    expect(reconcile(believing(), snapshot, 1)).toMatchObject([
      { type: 'cash.adjusted', currency: 'INR', reason: 'opening balance' },
    ])
    const belief = believing({ cash: new Map([['INR', new Decimal(1010)]]) })
    const [event] = reconcile(belief, snapshot, 1)
    expect(event).toMatchObject({ type: 'cash.adjusted', reason: "the broker's balance" })
    expect(event?.type === 'cash.adjusted' && event.amount.toString()).toBe('-10')
  })

  it('adds holdings of earlier days to positions of today', () => {
    const [event] = reconcile(believing(), { ...nothing, holdings: [held(10, 100)], positions: [held(30, 120)] }, 1)
    expect(event?.type).toBe('position.reconciled')
    if (event?.type !== 'position.reconciled') return
    expect(`${event.position.quantity} at ${event.position.averagePrice}`).toBe('40 at 115')
  })

  it('makes flat what the broker no longer holds, and keeps what was earned', () => {
    const ours = { ...held(10), realizedProfit: new Decimal(7) }
    const [event] = reconcile(believing({ positions: new Map([['NSE:INFY', [ours]]]) }), nothing, 1)
    expect(event).toMatchObject({
      type: 'position.reconciled',
      difference: new Decimal(-10),
      position: { realizedProfit: new Decimal(7) },
    })
  })
})
