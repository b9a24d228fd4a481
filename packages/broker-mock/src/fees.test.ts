import { type BrokerOrderId, createInstrument, Decimal, type DecimalInput } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChargedFill, type FeeModel, percentFees, perShareFees } from './fees.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR' })

function fill(quantity: DecimalInput, price: DecimalInput, order = 'M1'): ChargedFill {
  const exact = { quantity: new Decimal(quantity), price: new Decimal(price) }
  const value = exact.quantity.times(exact.price)
  return { order: order as BrokerOrderId, instrument: infy, side: 'buy', product: 'delivery', ...exact, value, time: 0 }
}

/** What each fill of a day pays, as text. */
function pay(model: FeeModel, ...fills: readonly ChargedFill[]): readonly string[] {
  return fills.map((each, i) => new Decimal(model(each, fills.slice(0, i))).toFixed())
}

describe('percentFees', () => {
  it('charges the percentage of the value, exactly', () => {
    expect(pay(percentFees('0.03'), fill(10, '1520.05'))).toEqual(['4.56015'])
    expect(pay(percentFees(0), fill(10, '1520.05'))).toEqual(['0'])
  })

  it('charges an order no less than its minimum and no more than its maximum, whatever its fills', () => {
    const model = percentFees(1, { min: 5, max: 20 })
    // 1 % of 100, of 500 and of 1,000 is 1, 5 and 10: 5 for the first, which pays for the second, too.
    expect(pay(model, fill(1, 100), fill(4, 100), fill(5, 100), fill(20, 100), fill(1, 100))).toEqual([
      '5',
      '0',
      '5',
      '10',
      '0',
    ])
  })

  it.each(['-0.1', '100', 'free', '', Number.NaN])('refuses %o percent', (percent) => {
    expect(() => percentFees(percent)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: `percent is ${percent}; expected a percentage from 0 to below 100.`,
      }),
    )
  })
})

describe('perShareFees', () => {
  it('charges for each share, exactly', () => {
    expect(pay(perShareFees('0.0035'), fill(333, '12.5'))).toEqual(['1.1655'])
  })

  it('takes no more than a share of what an order trades, also where that is less than the minimum', () => {
    const model = perShareFees('0.005', { min: 1, maxPercent: 1 })
    // 100 shares at 0.25 are 25, of which a hundredth is 0.25; 1,000 more make 275 and 2.75.
    expect(pay(model, fill(100, '0.25'), fill(1000, '0.25'), fill(100, 50, 'M2'))).toEqual(['0.25', '2.5', '1'])
  })

  it.each(['-0.1', 'free', Number.POSITIVE_INFINITY])('refuses %o for a share', (amount) => {
    expect(() => perShareFees(amount)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})

describe('bounds of an order', () => {
  it.each([
    [{ min: -1 }, 'min'],
    [{ min: 2, max: 1 }, 'max'],
    [{ max: 'much' }, 'max'],
    [{ maxPercent: 100 }, 'maxPercent'],
  ])('of %o are refused', (bounds, option) => {
    expect(() => perShareFees(1, bounds)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('hold for what its fills pay together, however it is filled and whatever is filled between', () => {
    const parts = fc.array(
      fc.record({ quantity: fc.integer({ min: 1, max: 500 }), order: fc.constantFrom('M1', 'M2') }),
      {
        minLength: 1,
      },
    )
    fc.assert(
      fc.property(parts, fc.nat(300), fc.nat(300), (fills, min, more) => {
        const paid = pay(
          perShareFees('0.01', { min, max: min + more }),
          ...fills.map((it) => fill(it.quantity, 7, it.order)),
        )
        for (const order of new Set(fills.map((it) => it.order))) {
          const [cents, shares] = fills.reduce(
            ([sum, count], it, i) =>
              it.order === order ? [sum + Math.round(Number(paid[i]) * 100), count + it.quantity] : [sum, count],
            [0, 0] as readonly [number, number],
          )
          expect(cents).toBe(Math.min(Math.max(shares, min * 100), (min + more) * 100))
        }
        expect(paid.every((fees) => Number(fees) >= 0)).toBe(true)
      }),
    )
  })
})
