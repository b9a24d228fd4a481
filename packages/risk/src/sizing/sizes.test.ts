import { Decimal } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { advSize } from './adv-size.ts'
import { atrSize } from './atr-size.ts'
import { fixedFractional } from './fixed-fractional.ts'
import { fixedNotional } from './fixed-notional.ts'
import { fixedQuantity } from './fixed-quantity.ts'
import { marginSize } from './margin-size.ts'
import { type Size, smallestSize } from './size.ts'
import { varSize } from './var-size.ts'
import { volatilityTarget } from './volatility-target.ts'

const cents = fc.integer({ min: 1, max: 1e8 }).map((amount) => amount / 100)
const part = fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100)
const lots = fc.constantFrom(1, 65, '0.001')
const rates = fc.constantFrom(1, 83.4567, 0.0119)

/** That whole lots stay within the budget, that one more would not, and that there is a reason where there are none. */
function expectFilled({ quantity, reason }: Size, lotSize: number | string, each: Decimal, budget: Decimal): void {
  expect(quantity.mod(lotSize).isZero()).toBe(true)
  expect(quantity.times(each).lte(budget)).toBe(true)
  expect(quantity.plus(lotSize).times(each).gt(budget)).toBe(true)
  expect(quantity.isZero()).toBe(reason !== undefined)
}

const text = ({ quantity }: Size): string => quantity.toString()
const zero = (reason: string) => ({ quantity: new Decimal(0), reason })

describe('fixedNotional', () => {
  it('buys what the money is worth, counting lot, multiplier and exchange rate', () => {
    // 100,000 / 1,520 = 65.8; in dollars at 80, 100,000 / (10 x 80 x 2) = 62.5.
    expect(text(fixedNotional({ value: 100_000, price: 1520, lotSize: 1 }))).toBe('65')
    expect(text(fixedNotional({ value: 100_000, price: 1520, lotSize: 25 }))).toBe('50')
    expect(text(fixedNotional({ value: 100_000, price: 10, multiplier: 2, fxRate: 80, lotSize: 1 }))).toBe('62')
    expect(text(fixedNotional({ value: 0.3, price: 0.1, lotSize: 1 }))).toBe('3')
  })

  it('never spends more', () => {
    always(
      fc.property(cents, cents, lots, rates, (value, price, lotSize, fxRate) => {
        const size = fixedNotional({ value, price, lotSize, fxRate, multiplier: 2 })
        expectFilled(size, lotSize, new Decimal(price).times(2).times(fxRate), new Decimal(value))
      }),
    )
  })

  it.each([
    ['The price is NaN, so what a lot is worth cannot be told.', { price: Number.NaN }],
    ['The exchange rate is 0, so what a lot is worth to the account cannot be told.', { fxRate: 0 }],
    ['The position may be worth -5, so there is nothing to spend.', { value: -5 }],
    ['The position may be worth NaN, so there is nothing to spend.', { value: Number.NaN }],
    ['One lot is worth 152000, more than the 100000 that the position may be worth.', { lotSize: 100 }],
  ])('is 0 with a reason: %s', (reason, odd) => {
    expect(fixedNotional({ value: 100_000, price: 1520, lotSize: 1, ...odd })).toEqual(zero(reason))
  })
})

describe('fixedQuantity', () => {
  it('is the quantity in whole lots, as far as the cap allows', () => {
    expect(text(fixedQuantity({ quantity: 200, lotSize: 1 }))).toBe('200')
    expect(text(fixedQuantity({ quantity: '200', lotSize: 65 }))).toBe('195')
    expect(text(fixedQuantity({ quantity: 200, lotSize: 1, price: 1520, maxValue: 100_000 }))).toBe('65')
    expect(text(fixedQuantity({ quantity: 0.3, lotSize: 0.1 }))).toBe('0.3')
  })

  it.each([
    ['The quantity of 50 is less than one lot of 65.', { quantity: 50, lotSize: 65 }],
    ['The price is 0, so what a lot is worth cannot be told.', { quantity: 5, lotSize: 1, price: 0, maxValue: 9 }],
  ])('is 0 with a reason: %s', (reason, options) => {
    expect(fixedQuantity(options)).toEqual(zero(reason))
  })

  it('refuses a quantity that is none', () => {
    for (const quantity of [0, -1, Number.NaN])
      expect(() => fixedQuantity({ quantity, lotSize: 1 })).toThrow(
        expect.objectContaining({ code: 'invalid-options' }),
      )
  })
})

describe('volatilityTarget', () => {
  const plain = { equity: 1_000_000, price: 1520, volatility: 0.25, targetVolatility: 0.1, lotSize: 1 }

  it('holds the more the calmer the instrument, up to the leverage', () => {
    // 40 % of equity: 400,000 / 1,520 = 263.2; at 5 % it would be 200 %, and 100 % is 657.9.
    expect(text(volatilityTarget(plain))).toBe('263')
    expect(text(volatilityTarget({ ...plain, volatility: 0.5 }))).toBe('131')
    expect(text(volatilityTarget({ ...plain, volatility: 0.05 }))).toBe('657')
    expect(text(volatilityTarget({ ...plain, volatility: 0.05, maxLeverage: 1.5 }))).toBe('986')
    expect(text(volatilityTarget({ ...plain, volatility: 0.05, volatilityFloor: 0.2 }))).toBe('328')
  })

  it('counts lot, multiplier and exchange rate', () => {
    // 400,000 / (1,520 x 2 x 0.5) = 263.2, in lots of 65: 4.05.
    expect(text(volatilityTarget({ ...plain, multiplier: 2, fxRate: 0.5, lotSize: 65 }))).toBe('260')
  })

  it('leaves what is held while it is near enough', () => {
    const banded = { ...plain, rebalanceBand: 0.1 }
    // 263 x 0.9 = 236.7 and 263 x 1.1 = 289.3.
    for (const held of [237, 263, 289]) expect(text(volatilityTarget({ ...banded, held }))).toBe(String(held))
    for (const held of [236, 290, 0]) expect(text(volatilityTarget({ ...banded, held }))).toBe('263')
    expect(text(volatilityTarget({ ...plain, held: 262 }))).toBe('263')
  })

  it('lets nothing stay that is over the leverage or no whole lot', () => {
    const calm = { ...plain, volatility: 0.1, rebalanceBand: 0.2 }
    expect(text(volatilityTarget({ ...calm, held: 658 }))).toBe('657')
    expect(text(volatilityTarget({ ...calm, held: 657 }))).toBe('657')
    expect(text(volatilityTarget({ ...plain, rebalanceBand: 0.2, held: '250.5' }))).toBe('263')
  })

  it('never swings more than wanted, nor is worth more than the leverage', () => {
    always(
      fc.property(cents, cents, part, part, lots, rates, (equity, price, volatility, target, lotSize, fxRate) => {
        const size = volatilityTarget({ equity, price, volatility, targetVolatility: target, lotSize, fxRate })
        const value = new Decimal(price).times(fxRate)
        const each = Decimal.max(value.times(volatility).div(target), value)
        expectFilled(size, lotSize, each, new Decimal(equity))
      }),
    )
  })

  it.each([
    ['The volatility is NaN, so what a lot swings cannot be told.', { volatility: Number.NaN }],
    ['The volatility is 0, so what a lot swings cannot be told.', { volatility: 0, volatilityFloor: 0.1 }],
    ['Equity is 0, so there is nothing to invest.', { equity: 0 }],
    ['The price is NaN, so what a lot is worth cannot be told.', { price: Number.NaN }],
    ['One lot swings by 114000, more than the 100000 that are wanted.', { lotSize: 300 }],
    ['One lot is worth 1520000, more than the 1000000 that the position may be worth.', { lotSize: 1000 }],
  ])('is 0 with a reason: %s', (reason, odd) => {
    expect(volatilityTarget({ ...plain, ...odd, held: 5, rebalanceBand: 9 })).toEqual(zero(reason))
  })

  it.each(['targetVolatility', 'maxLeverage', 'volatilityFloor', 'held', 'rebalanceBand', 'lotSize', 'multiplier'])(
    'refuses a %s without meaning, whatever was observed',
    (option) => {
      expect(() => volatilityTarget({ ...plain, volatility: Number.NaN, [option]: -1 })).toThrow(
        expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
      )
    },
  )
})

describe('varSize', () => {
  const plain = { equity: 1_000_000, riskFraction: 0.002, price: 1520, valueAtRisk: 0.01, lotSize: 1 }

  it('risks the given part of equity on a bad day', () => {
    // 2,000 / 15.2 = 131.6; of a contract of 50 that is priced at 80 to the account's 1, 2,000 / (15.2 x 50 / 80).
    expect(text(varSize(plain))).toBe('131')
    expect(text(varSize({ ...plain, multiplier: 50, fxRate: 1 / 80 }))).toBe('210')
  })

  it('never risks more', () => {
    always(
      fc.property(
        cents,
        cents,
        part,
        part,
        lots,
        rates,
        (equity, price, riskFraction, valueAtRisk, lotSize, fxRate) => {
          const size = varSize({ equity, price, riskFraction, valueAtRisk, lotSize, fxRate })
          const each = new Decimal(price).times(fxRate).times(valueAtRisk)
          expectFilled(size, lotSize, each, new Decimal(equity).times(riskFraction))
        },
      ),
    )
  })

  it.each([
    ['The value at risk is null, so what a bad day would lose cannot be told.', { valueAtRisk: null }],
    ['The value at risk is -0.01, so what a bad day would lose cannot be told.', { valueAtRisk: -0.01 }],
    ['The price is 0, so what a lot is worth cannot be told.', { price: 0 }],
    ['Equity is NaN, so there is nothing to risk.', { equity: Number.NaN }],
    ['One lot would risk 3040, more than the 2000 that may be lost.', { lotSize: 200 }],
  ])('is 0 with a reason: %s', (reason, odd) => {
    expect(varSize({ ...plain, ...odd })).toEqual(zero(reason))
  })
})

describe('advSize', () => {
  it('is the share of the volume of so many days', () => {
    expect(text(advSize({ averageDailyVolume: 12_345, participation: 0.05, lotSize: 1 }))).toBe('617')
    expect(text(advSize({ averageDailyVolume: 12_345, participation: 0.05, days: 3, lotSize: 65 }))).toBe('1820')
  })

  it.each([
    ['The average daily volume is NaN, so there is nobody to trade with.', { averageDailyVolume: Number.NaN }],
    ['The average daily volume is 0, so there is nobody to trade with.', { averageDailyVolume: 0 }],
    ['One lot is 65, more than the 50 that may be traded.', { averageDailyVolume: 1000 }],
  ])('is 0 with a reason: %s', (reason, odd) => {
    expect(advSize({ participation: 0.05, lotSize: 65, ...odd })).toEqual(zero(reason))
  })

  it.each(['participation', 'days', 'lotSize'])('refuses a %s without meaning', (option) => {
    const plain = { averageDailyVolume: 1, participation: 0.1, lotSize: 1 }
    expect(() => advSize({ ...plain, [option]: 0 })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})

describe('marginSize', () => {
  it('is as many lots as there is margin for', () => {
    // 500,000 / 118,000 = 4.2; 80 % of it 3.4.
    expect(text(marginSize({ available: 500_000, marginPerLot: 118_000, lotSize: 65 }))).toBe('260')
    expect(text(marginSize({ available: 500_000, marginPerLot: 118_000, utilization: 0.8, lotSize: 65 }))).toBe('195')
  })

  it('never blocks more', () => {
    always(
      fc.property(cents, cents, part, (available, marginPerLot, utilization) => {
        const size = marginSize({ available, marginPerLot, utilization, lotSize: 65 })
        expectFilled(size, 65, new Decimal(marginPerLot).div(65), new Decimal(available).times(utilization))
      }),
    )
  })

  it.each([
    ['The margin of a lot is 0, so what it takes cannot be told.', { marginPerLot: 0 }],
    ['The margin available is -1, so there is nothing to block.', { available: -1 }],
    ['One lot blocks 118000, more than the 100000 that may be blocked.', { available: 100_000 }],
  ])('is 0 with a reason: %s', (reason, odd) => {
    expect(marginSize({ available: 500_000, marginPerLot: 118_000, lotSize: 65, ...odd })).toEqual(zero(reason))
  })
})

describe('an exchange rate', () => {
  it('counts for what may be lost', () => {
    // 10,000 rupees at 80 are 125 dollars; a stop 2.5 away, and 1.25 of range twice.
    const dollars = { equity: 1_000_000, riskFraction: 0.01, lotSize: 1, fxRate: 80 }
    expect(text(fixedFractional({ ...dollars, entry: 100, stop: 97.5 }))).toBe('50')
    expect(text(atrSize({ ...dollars, atr: 1.25, multiple: 2 }))).toBe('50')
    // What a position may be worth is in the currency of its price.
    expect(text(fixedFractional({ ...dollars, entry: 100, stop: 97.5, maxValue: 2000 }))).toBe('20')
    for (const fxRate of [0, Number.NaN])
      expect(fixedFractional({ ...dollars, entry: 100, stop: 97.5, fxRate }).reason).toContain('exchange rate')
  })
})

describe('smallestSize', () => {
  const ten = { quantity: new Decimal(10) }
  const none = { quantity: new Decimal(0), reason: 'Equity is 0.' }

  it('is what all allow, with the reason where that is nothing', () => {
    expect(smallestSize([{ quantity: new Decimal(12) }, ten])).toBe(ten)
    expect(smallestSize([ten, none])).toBe(none)
    expect(smallestSize([ten])).toBe(ten)
  })

  it('refuses to choose from nothing', () => {
    expect(() => smallestSize([])).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
