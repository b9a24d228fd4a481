import { Decimal } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { type Charge, feesOf, percentFees } from './fees.ts'

const charge: Charge = {
  instrument: 'NSE:INFY',
  side: 'buy',
  product: 'delivery',
  quantity: new Decimal(10),
  price: new Decimal('1520.05'),
  value: new Decimal('15200.5'),
}

describe('percentFees', () => {
  it('charges the percentage of the value, exactly', () => {
    expect(feesOf(percentFees('0.03'), charge).toFixed()).toBe('4.56015')
    expect(feesOf(percentFees(0), charge).toFixed()).toBe('0')
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

describe('fees', () => {
  it('are 0 without a model', () => {
    expect(feesOf(undefined, charge).toFixed()).toBe('0')
  })

  it('may be written as text, number or Decimal', () => {
    expect(feesOf(() => '20.5', charge).toFixed()).toBe('20.5')
    expect(feesOf(() => 20.5, charge).toFixed()).toBe('20.5')
    expect(feesOf(() => new Decimal('20.5'), charge).toFixed()).toBe('20.5')
  })

  it.each(['-1', 'much', Number.NaN, Number.POSITIVE_INFINITY])('cannot be %o', (fees) => {
    expect(() => feesOf(() => fees, charge)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: { option: 'fees', value: String(fees), expected: 'an amount of 0 or more for every fill' },
      }),
    )
  })
})
