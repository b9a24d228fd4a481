import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { annualizedReturn } from './annualized-return.ts'

describe('annualizedReturn', () => {
  it('compounds to the same growth a year', () => {
    // 1.1 x 1.1 x 0.9 x 1.1 = 1.1979 in two years.
    expect(annualizedReturn([0.1, 0.1, -0.1, 0.1], { periodsPerYear: 2 })).toBeCloseTo(Math.sqrt(1.1979) - 1, 14)
    // 100 to 200 in ten years: 7.177 % a year.
    expect(annualizedReturn([1], { periodsPerYear: 0.1 })).toBeCloseTo(0.0717734625, 10)
  })

  it('gives back a rate that was earned every period', () => {
    always(
      fc.property(fc.double({ min: -0.5, max: 0.5, noNaN: true }), fc.integer({ min: 1, max: 500 }), (rate, n) => {
        expect(annualizedReturn(new Array(n).fill(rate), { periodsPerYear: 1 })).toBeCloseTo(rate, 12)
      }),
    )
  })

  it('keeps what is tiny beside 1', () => {
    expect(annualizedReturn(new Float64Array(1000).fill(1e-18), { periodsPerYear: 1 })).toBeCloseTo(1e-18, 30)
  })

  it('is -1 once everything was lost, whatever came after', () => {
    expect(annualizedReturn([0.5, -1, 3], { periodsPerYear: 252 })).toBe(-1)
  })

  it('is null without returns, and where the rate is beyond any number', () => {
    expect(annualizedReturn([], { periodsPerYear: 252 })).toBeNull()
    expect(annualizedReturn([1e10], { periodsPerYear: 252 })).toBeNull()
  })

  it.each([-1.01, Number.NaN, Number.POSITIVE_INFINITY])('refuses a return of %s', (value) => {
    expect(() => annualizedReturn([0.01, value], { periodsPerYear: 252 })).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ source: 'annualizedReturn', row: 1 }),
      }),
    )
  })

  it.each([0, -252, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s periods a year', (periodsPerYear) => {
    expect(() => annualizedReturn([0.01], { periodsPerYear })).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: `annualizedReturn was given periodsPerYear ${periodsPerYear}; expected a finite number above 0, such as 252.`,
      }),
    )
  })
})
