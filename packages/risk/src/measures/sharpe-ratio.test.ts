import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { sharpeRatio } from './sharpe-ratio.ts'
import { simpleReturns } from './simple-returns.ts'

describe('sharpeRatio', () => {
  it('is the mean over the deviation, a year', () => {
    // Mean 0.01; squares 1 + 4 + 4 + 1 = 10 in units of 0.0001, over 3.
    const expected = (0.01 / Math.sqrt(0.001 / 3)) * Math.sqrt(12)
    expect(sharpeRatio([0.02, -0.01, 0.03, 0], { periodsPerYear: 12 })).toBeCloseTo(expected, 12)
  })

  it('takes the yearly risk-free rate to one period by compounding', () => {
    // 12.682503 % a year is 1 % a month, all that was earned.
    const riskFree = 1.01 ** 12 - 1
    expect(sharpeRatio([0.02, -0.01, 0.03, 0], { periodsPerYear: 12, riskFree })).toBeCloseTo(0, 12)
    // 21 % in two halves is 10 % each: (0.2 - 0.1) / 0.1 x sqrt(2).
    expect(sharpeRatio([0.1, 0.2, 0.3], { periodsPerYear: 2, riskFree: 0.21 })).toBeCloseTo(Math.SQRT2, 12)
  })

  it('does not change when every return is scaled', () => {
    always(
      fc.property(someReturns(2), fc.double({ min: 0.01, max: 100, noNaN: true }), (returns, scale) => {
        const ratio = sharpeRatio(returns, { periodsPerYear: 252 })
        const scaled = sharpeRatio(
          returns.map((value) => value * scale),
          { periodsPerYear: 252 },
        )
        if (ratio === null || scaled === null) expect(scaled).toBe(ratio)
        else expect(Math.abs(scaled - ratio)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(ratio)))
      }),
    )
  })

  it('does not depend on the order of returns', () => {
    always(
      fc.property(someReturns(2), (returns) => {
        const ratio = sharpeRatio(returns, { periodsPerYear: 252 })
        const turned = sharpeRatio(returns.toReversed(), { periodsPerYear: 252 })
        if (ratio === null || turned === null) expect(turned).toBe(ratio)
        else expect(Math.abs(turned - ratio)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(ratio)))
      }),
    )
  })

  it.each([
    ['ten times 0.01', new Array(10).fill(0.01)],
    ['a thousand times 0.1', new Array(1000).fill(0.1)],
    ['equity that grows by 1 % in every period', simpleReturns(Array.from({ length: 60 }, (_, i) => 100 * 1.01 ** i))],
    ['nothing but 0', [0, 0, 0]],
    ['one return', [0.01]],
    ['no return', []],
  ])('is null for %s', (_, returns) => {
    expect(sharpeRatio(returns, { periodsPerYear: 252 })).toBeNull()
    expect(sharpeRatio(returns, { periodsPerYear: 252, riskFree: 0.065 })).toBeNull()
  })

  it('refuses what is not a number and names the row', () => {
    expect(() => sharpeRatio([0.01, 0.02, Number.NaN], { periodsPerYear: 252 })).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message: 'sharpeRatio found returns[2] to be NaN; expected a finite number.',
        details: expect.objectContaining({ row: 2 }),
      }),
    )
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a risk-free rate of %s', (riskFree) => {
    expect(() => sharpeRatio([0.01, 0.02], { periodsPerYear: 252, riskFree })).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: expect.objectContaining({ option: 'riskFree', value: String(riskFree) }),
      }),
    )
  })
})
