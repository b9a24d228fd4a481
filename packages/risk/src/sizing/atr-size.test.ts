import { Decimal } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { type AtrSizeOptions, atrSize } from './atr-size.ts'

const plain = { equity: 1_000_000, riskFraction: 0.01, atr: 24, multiple: 2, lotSize: 1 }

describe('atrSize', () => {
  it('risks the given part of equity on the given number of ranges, rounded down', () => {
    // 10,000 / 48 = 208.33
    const size = atrSize(plain)
    expect(size.quantity.toString()).toBe('208')
    expect(size).not.toHaveProperty('reason')
  })

  it('rounds down to whole lots', () => {
    // 208.33 / 65 = 3.2 lots
    expect(atrSize({ ...plain, lotSize: 65 }).quantity.toString()).toBe('195')
    expect(atrSize({ ...plain, lotSize: '0.001' }).quantity.toString()).toBe('208.333')
  })

  it('counts the multiplier', () => {
    // 10,000 / (48 x 50) = 4.17
    expect(atrSize({ ...plain, multiplier: 50 }).quantity.toString()).toBe('4')
  })

  it('gives the whole quantity where it comes out even, also in decimals that floats miss', () => {
    // 10 / (0.1 x 1) = 100; and 30 x 0.1 / 0.3, where floats make 0.1 x 3 more than 0.3.
    const even = { riskFraction: 0.1, multiple: 1, lotSize: 1 }
    expect(atrSize({ ...even, equity: 100, atr: 0.1 }).quantity.toString()).toBe('100')
    expect(atrSize({ ...even, equity: 30, atr: 0.1, multiple: 3 }).quantity.toString()).toBe('10')
  })

  it('buys no more than the cap allows at the price', () => {
    // 100,000 / 1,520 = 65.8; and 10 million would buy more than the risk allows.
    expect(atrSize({ ...plain, price: 1520, maxValue: 100_000 }).quantity.toString()).toBe('65')
    expect(atrSize({ ...plain, price: 1520, maxValue: 100_000, lotSize: 25 }).quantity.toString()).toBe('50')
    expect(atrSize({ ...plain, price: 1520, maxValue: 10_000_000 }).quantity.toString()).toBe('208')
    // 100,000 / (1,520 x 50) = 1.3
    expect(atrSize({ ...plain, price: 1520, maxValue: 100_000, multiplier: 50 }).quantity.toString()).toBe('1')
  })

  it.each<[string, Partial<AtrSizeOptions>]>([
    ['The average true range is NaN, so what a move would lose cannot be told.', { atr: Number.NaN }],
    ['The average true range is 0, so what a move would lose cannot be told.', { atr: 0 }],
    ['Equity is 0, so there is nothing to risk.', { equity: 0 }],
    ['Equity is -5, so there is nothing to risk.', { equity: -5 }],
    ['Equity is NaN, so there is nothing to risk.', { equity: Number.NaN }],
    ['One lot would risk 12000, more than the 10000 that may be lost.', { lotSize: 250 }],
    ['The price is NaN, so what a lot is worth cannot be told.', { price: Number.NaN, maxValue: 1000 }],
    ['The position may be worth 0, so there is nothing to spend.', { price: 1520, maxValue: 0 }],
    [
      'One lot is worth 1520, more than the 1519.95 that the position may be worth.',
      { price: 1520, maxValue: 1519.95 },
    ],
  ])('is 0 with a reason: %s', (reason, odd) => {
    const size = atrSize({ ...plain, ...odd } as AtrSizeOptions)
    expect(size.quantity.toString()).toBe('0')
    expect(size.reason).toBe(reason)
  })

  it('risks no more than the budget, and one lot more would', () => {
    const cents = fc.integer({ min: 1, max: 1e8 }).map((amount) => amount / 100)
    const percent = fc.integer({ min: 1, max: 100 }).map((amount) => amount / 100)
    always(
      fc.property(cents, percent, cents, fc.constantFrom(1, 0.5, 65), (equity, riskFraction, atr, lotSize) => {
        const { quantity } = atrSize({ equity, riskFraction, atr, multiple: 2, lotSize })
        const risk = new Decimal(equity).times(riskFraction)
        expect(quantity.mod(lotSize).isZero()).toBe(true)
        expect(quantity.times(atr).times(2).lte(risk)).toBe(true)
        expect(quantity.plus(lotSize).times(atr).times(2).gt(risk)).toBe(true)
      }),
    )
  })

  it.each<[string, Partial<AtrSizeOptions>]>([
    ['riskFraction', { riskFraction: 0 }],
    ['riskFraction', { riskFraction: 1.5 }],
    ['riskFraction', { riskFraction: Number.NaN }],
    ['multiple', { multiple: -1 }],
    ['lotSize', { lotSize: 0 }],
    ['lotSize', { lotSize: 'one' }],
    ['multiplier', { multiplier: Number.POSITIVE_INFINITY }],
  ])('refuses a %s without meaning, whatever was observed: %j', (option, odd) => {
    expect(() => atrSize({ ...plain, ...odd, atr: Number.NaN } as AtrSizeOptions)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('does not compile with a cap that has no price', () => {
    // @ts-expect-error what a lot is worth cannot be told
    expect(atrSize({ ...plain, maxValue: 1000 }).reason).toContain('The price is undefined')
  })
})
