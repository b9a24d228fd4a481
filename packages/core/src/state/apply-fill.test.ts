import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import { applyFill, type BookedPosition } from './apply-fill.ts'
import { fillOf } from './orders.fixture.ts'

const flat: BookedPosition = {
  position: {
    instrument: 'NSE:INFY',
    product: 'delivery',
    quantity: zero,
    averagePrice: zero,
    realizedProfit: zero,
  },
  cost: zero,
  fees: zero,
}
const one = new Decimal(1)
const buy = (quantity: number, price: number): Fill => fillOf(quantity, price)
const sell = (quantity: number, price: number): Fill => fillOf(quantity, price, { side: 'sell' })
const after = (multiplier: Decimal, ...fills: Fill[]): BookedPosition =>
  fills.reduce((now, fill) => applyFill(now, fill, multiplier), flat)

function show({ position: { quantity, averagePrice, realizedProfit } }: BookedPosition): string {
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

  it('keeps what it cost and what its fills were charged', () => {
    // 3 at 100 and 1 at 50 cost 700 at 2 a point; half of them are sold.
    const fees = new Decimal('0.5')
    const fills = [fillOf(3, 100, { fees }), fillOf(1, 50, { fees }), fillOf(2, 90, { side: 'sell', fees })]
    const booked = after(new Decimal(2), ...fills)
    expect(show(booked)).toBe('2 at 87.5, earned 10')
    expect(`${booked.cost} and ${booked.fees}`).toBe('350 and 1.5')
  })

  it('has earned exactly what sales brought less what purchases took once it is flat, though its average has no end', () => {
    // 3 cost 100.01 + 100 + 100 = 300.01, an average of 100.003333...; two sales bring 33 and 266.99.
    const booked = after(one, buy(1, 100.01), buy(2, 100), sell(1, 33), sell(2, 133.495))
    expect(show(booked)).toBe('0 at 0, earned -0.02')
  })

  it('takes the value, not the quotient, of a fill that was worked out from an average', () => {
    // 3 for 100 together: 33.333... each.
    const price = new Decimal(100).div(3)
    const booked = after(one, fillOf(3, price.toString(), { provisional: true }), sell(3, 40))
    expect(show(booked)).toBe('0 at 0, earned 20')
  })

  it('conserves money to the last digit: what was paid is what is held at cost, less what was earned', () => {
    const fills = fc.array(
      fc.record({
        side: fc.constantFrom('buy', 'sell'),
        quantity: fc.integer({ min: 1, max: 50 }),
        cents: fc.integer({ min: 1, max: 500_000 }),
      }),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(fills, fc.constantFrom(1, 50), (trades, multiplier) => {
        const { position, cost } = after(
          new Decimal(multiplier),
          ...trades.map(({ side, quantity, cents }) => (side === 'buy' ? buy : sell)(quantity, cents / 100)),
        )
        const paid = trades.reduce(
          (total, { side, quantity, cents }) => total + (side === 'buy' ? 1 : -1) * quantity * cents * multiplier,
          0,
        )
        expect(cost.minus(position.realizedProfit).times(100).toNumber()).toBe(paid)
        if (position.quantity.isZero()) expect(position.realizedProfit.times(-100).plus(0).toNumber() + 0).toBe(paid)
        const worth = position.averagePrice.times(position.quantity).times(multiplier)
        expect(worth.minus(cost).abs().lt('1e-15')).toBe(true)
      }),
    )
  })
})
