import { describe, expect, it } from 'vitest'
import { readNumber } from './number.ts'

describe('numbers', () => {
  it.each([
    ['187.70', 187.7],
    [' 42 ', 42],
    ['+.5', 0.5],
    ['1.5e3', 1500],
    ['1,234.50', 1234.5],
    ['12,34,567.50', 1_234_567.5],
    ['123,456,789', 123_456_789],
    ['-7', -7],
  ])('reads %s', (cell, value) => {
    expect(readNumber(cell)).toBe(value)
  })

  it.each(['', '  ', '-', 'NaN', 'null', 'Infinity', '0x10', '1.2.3', '12,5', '1,23', '1 234', '₹100', '1,2345'])(
    'finds no number in %j',
    (cell) => {
      expect(readNumber(cell)).toBeNaN()
    },
  )
})
