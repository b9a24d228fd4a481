import { Decimal } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { type FixedFractionalOptions, fixedFractional } from './fixed-fractional.ts'

const plain = { equity: 500_000, riskFraction: 0.01, entry: 1520, stop: 1490, lotSize: 1 }

describe('fixedFractional', () => {
  it('risks the given part of equity down to the stop, rounded down', () => {
    // 5,000 / 30 = 166.67
    const size = fixedFractional(plain)
    expect(size.quantity.toString()).toBe('166')
    expect(size).not.toHaveProperty('reason')
  })

  it('sizes a short by a stop above the entry', () => {
    expect(fixedFractional({ ...plain, stop: 1550 }).quantity.toString()).toBe('166')
    expect(fixedFractional({ ...plain, stop: 1550, side: 'sell' }).quantity.toString()).toBe('166')
  })

  it('does not lose a unit to floats', () => {
    // 10 / (1.1 - 1) is 99.99999999999991 in floats.
    const size = fixedFractional({ equity: 1000, riskFraction: 0.01, entry: 1.1, stop: 1, lotSize: 1 })
    expect(size.quantity.toString()).toBe('100')
  })

  it('counts fees and the multiplier', () => {
    // 5,000 / (30 + 2) = 156.25; 5,000 / (30 x 50 + 2) = 3.3
    expect(fixedFractional({ ...plain, feePerUnit: 2 }).quantity.toString()).toBe('156')
    expect(fixedFractional({ ...plain, feePerUnit: 2, multiplier: 50 }).quantity.toString()).toBe('3')
  })

  it('rounds down to whole lots', () => {
    expect(fixedFractional({ ...plain, lotSize: new Decimal(65) }).quantity.toString()).toBe('130')
  })

  it('buys no more than the cap allows at the entry', () => {
    // 100,000 / 1,520 = 65.8
    expect(fixedFractional({ ...plain, maxValue: 100_000 }).quantity.toString()).toBe('65')
    expect(fixedFractional({ ...plain, maxValue: 1e9 }).quantity.toString()).toBe('166')
  })

  it.each<[string, Partial<FixedFractionalOptions>]>([
    ['The entry is NaN, so the distance to the stop cannot be told.', { entry: Number.NaN }],
    ['The stop is 0, so the distance to it cannot be told.', { stop: 0 }],
    ['The stop is at the entry of 1520, so there is no risk to size by.', { stop: 1520 }],
    ['A buy at 1520 has its stop at 1550, on the side of its profit.', { stop: 1550, side: 'buy' }],
    ['A sell at 1520 has its stop at 1490, on the side of its profit.', { side: 'sell' }],
    ['Equity is -1, so there is nothing to risk.', { equity: -1 }],
    ['One lot would risk 6000, more than the 5000 that may be lost.', { lotSize: 200 }],
    ['One lot is worth 1520, more than the 1000 that the position may be worth.', { maxValue: 1000 }],
  ])('is 0 with a reason: %s', (reason, odd) => {
    const size = fixedFractional({ ...plain, ...odd })
    expect(size.quantity.toString()).toBe('0')
    expect(size.reason).toBe(reason)
  })

  it('loses no more than the budget when stopped out, and one lot more would', () => {
    const ticks = fc.integer({ min: 1, max: 1e6 }).map((count) => count / 20)
    always(
      fc.property(ticks, ticks, ticks, fc.constantFrom(1, 15, 65), (equity, entry, stop, lotSize) => {
        fc.pre(entry !== stop)
        const { quantity, reason } = fixedFractional({ equity, riskFraction: 0.02, entry, stop, lotSize })
        const loss = (lots: Decimal) => new Decimal(entry).minus(stop).abs().times(lots)
        const risk = new Decimal(equity).times('0.02')
        expect(loss(quantity).lte(risk)).toBe(true)
        expect(loss(quantity.plus(lotSize)).gt(risk)).toBe(true)
        expect(quantity.isZero()).toBe(reason !== undefined)
      }),
    )
  })

  it.each<[string, Partial<FixedFractionalOptions>]>([
    ['riskFraction', { riskFraction: 2 }],
    ['lotSize', { lotSize: -1 }],
    ['multiplier', { multiplier: 0 }],
    ['feePerUnit', { feePerUnit: -0.01 }],
  ])('refuses a %s without meaning, whatever was observed: %j', (option, odd) => {
    expect(() => fixedFractional({ ...plain, ...odd, entry: Number.NaN })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})
