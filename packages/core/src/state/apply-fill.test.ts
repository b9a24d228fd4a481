import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { Position } from '../model/position.ts'
import { applyFill } from './apply-fill.ts'
import { fillOf } from './orders.fixture.ts'

const flat: Position = {
  instrument: 'NSE:INFY',
  product: 'delivery',
  quantity: zero,
  averagePrice: zero,
  realizedProfit: zero,
}
const one = new Decimal(1)
const buy = (quantity: number, price: number): Fill => fillOf(quantity, price)
const sell = (quantity: number, price: number): Fill => fillOf(quantity, price, { side: 'sell' })
const after = (multiplier: Decimal, ...fills: Fill[]): Position =>
  fills.reduce((now, fill) => applyFill(now, fill, multiplier), flat)

function show({ quantity, averagePrice, realizedProfit }: Position): string {
  return `${quantity} at ${averagePrice}, earned ${realizedProfit}`
}

describe('a position', () => {
  it('averages what is added', () => {
    expect(show(after(one, buy(10, 100), buy(30, 120)))).toBe('40 at 115, earned 0')
  })

  it('realizes against the average when it is reduced, and keeps the average', () => {
    expect(show(after(one, buy(40, 115), sell(10, 120)))).toBe('30 at 115, earned 50')
  })

  it('is flat at average 0 when closed', () => {
    expect(show(after(one, buy(10, 100), sell(10, 90)))).toBe('0 at 0, earned -100')
  })

  it('earns when a short is bought back lower', () => {
    expect(show(after(one, sell(10, 100), buy(4, 90)))).toBe('-6 at 100, earned 40')
  })

  it('opens what is left of a fill that turns it over at the price of that fill', () => {
    expect(show(after(one, buy(10, 100), sell(25, 110)))).toBe('-15 at 110, earned 100')
    expect(show(after(one, sell(10, 100), buy(25, 110)))).toBe('15 at 110, earned -100')
  })

  it('counts the multiplier in profit, not in quantity or price', () => {
    expect(show(after(new Decimal(50), buy(2, 100), sell(1, 101)))).toBe('1 at 100, earned 50')
  })

  it('conserves money: what was paid is what is held at cost, less what was earned', () => {
    const fills = fc.array(
      fc.record({
        side: fc.constantFrom('buy', 'sell'),
        quantity: fc.integer({ min: 1, max: 50 }),
        price: fc.integer({ min: 1, max: 500 }),
      }),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(fills, (trades) => {
        const position = after(
          one,
          ...trades.map(({ side, quantity, price }) => (side === 'buy' ? buy : sell)(quantity, price)),
        )
        const paid = trades.reduce(
          (sum, { side, quantity, price }) => sum + (side === 'buy' ? 1 : -1) * quantity * price,
          0,
        )
        const accounted = position.averagePrice.times(position.quantity).minus(position.realizedProfit)
        expect(accounted.minus(paid).abs().lt('1e-30')).toBe(true)
      }),
    )
  })
})
