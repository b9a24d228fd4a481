import { Decimal } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWithin, shown, toNumber } from './numbers.ts'
import { always } from './testing/always.ts'

describe('toNumber', () => {
  it('is what a Decimal says of itself, whatever its digits', () => {
    for (const text of [
      '0',
      '-0',
      '1',
      '9999999',
      '10000000',
      '-65',
      '0.5',
      '1e30',
      '-1e-9',
      '123456789.25',
      'NaN',
      'Infinity',
    ])
      expect(toNumber(new Decimal(text))).toBe(new Decimal(text).toNumber())
    always(
      fc.property(fc.integer(), fc.integer({ min: -16, max: 9 }), (digits, exponent) => {
        const value = new Decimal(`${digits}e${exponent}`)
        expect(toNumber(value)).toBe(value.toNumber())
      }),
    )
  })
})

describe('isWithin', () => {
  it('lets rounding pass and a part in a billion not', () => {
    expect(isWithin(0.1 + 0.2, 0.3)).toBe(true)
    expect(isWithin(0.3 * (1 + 1e-9), 0.3)).toBe(false)
    expect(isWithin(Number.NaN, 1) || isWithin(1, Number.NaN)).toBe(false)
  })
})

it('shows a figure without the noise of its last digits', () => {
  expect([0.1 + 0.2, 1e6 / 3, 100].map(shown)).toEqual(['0.3', '333333.333333', '100'])
})
