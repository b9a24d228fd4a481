import { type BrokerOrderId, createInstrument, Decimal } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createBilling } from './billing.ts'
import type { ChargedFill, FeeModel } from './fees.ts'
import { day, openSession } from './testing/session.ts'

const fill: ChargedFill = {
  order: 'M1' as BrokerOrderId,
  instrument: createInstrument({ id: 'NSE:INFY', currency: 'INR' }),
  side: 'buy',
  product: 'delivery',
  quantity: new Decimal(10),
  price: new Decimal('1520.05'),
  value: new Decimal('15200.5'),
  time: 0,
}
const feesOf = (model?: FeeModel): string => createBilling(model).feesOf(fill).toFixed()

describe('fees', () => {
  it('are 0 without a model', () => {
    expect(feesOf()).toBe('0')
  })

  it('may be written as text, number or Decimal, and come back where they are below 0', () => {
    expect(feesOf(() => '20.5')).toBe('20.5')
    expect(feesOf(() => 20.5)).toBe('20.5')
    expect(feesOf(() => new Decimal('20.5'))).toBe('20.5')
    expect(feesOf(() => '-0.2')).toBe('-0.2')
  })

  it.each(['much', Number.NaN, Number.POSITIVE_INFINITY])('cannot be %o', (fees) => {
    expect(() => feesOf(() => fees)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: { option: 'fees', value: String(fees), expected: 'a finite amount for every fill' },
      }),
    )
  })
})

describe('a model of fees', () => {
  it('sees what was filled before on the same day, and nothing of what was refused', async () => {
    const seen: string[] = []
    const fees: FeeModel = ({ order }, earlier) => {
      seen.push(`${order} after ${earlier.map((each) => `${each.order} ${each.quantity}`).join()}`)
      return 1
    }
    const session = await openSession({ cash: 1_000, fees })
    const buy = (quantity: number) =>
      session.place({ side: 'buy', type: 'limit', limitPrice: 100, quantity, timeInForce: 'gtc' })
    buy(3)
    session.print(100, 2)
    session.print(100, 1)
    buy(50)
    session.print(100, 50)
    buy(4)
    session.print(100, 4)
    session.clock.advanceTo(session.clock.now() + day)
    buy(1)
    session.print(100, 1)
    expect(seen).toEqual(['M1 after ', 'M1 after M1 2', 'M2 after M1 2,M1 1', 'M3 after M1 2,M1 1', 'M4 after '])
    expect(session.broker.cash.toFixed()).toBe('196')
  })
})
