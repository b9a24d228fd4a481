import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someConfidence, someReturns } from '../testing/always.ts'
import { valueAtRisk } from './value-at-risk.ts'

const historical = (confidence: number) => ({ confidence, method: 'historical' }) as const

/** Losses of 1 % to 100 %, gains of none. */
const hundred = Array.from({ length: 100 }, (_, i) => -(i + 1) / 100)

describe('valueAtRisk', () => {
  it('is a positive loss', () => {
    // Type 7 lies at 99 x 0.05 = 4.95 of the sorted returns: 0.05 of the way from -0.95 to -0.96, seen from -0.95.
    expect(valueAtRisk(hundred, historical(0.95))).toBeCloseTo(0.9505, 12)
  })

  it('is a loss that happened, or lies between two, as asked', () => {
    expect(valueAtRisk(hundred, { ...historical(0.95), quantileType: 1 })).toBe(0.96)
    // Type 5 lies half way between the fifth and the sixth largest loss.
    expect(valueAtRisk(hundred, { ...historical(0.95), quantileType: 5 })).toBeCloseTo(0.955, 12)
    expect(valueAtRisk(hundred, { ...historical(0.95), quantileType: 7 })).toBe(valueAtRisk(hundred, historical(0.95)))
  })

  it('is negative where even the tail gains', () => {
    expect(valueAtRisk([0.01, 0.02, 0.03], historical(0.5))).toBe(-0.02)
  })

  it('is the return itself where there is one, and null where there is none', () => {
    expect(valueAtRisk([-0.03], historical(0.99))).toBe(0.03)
    expect(valueAtRisk([0], historical(0.99))).toBe(0)
    expect(valueAtRisk([], historical(0.99))).toBeNull()
  })

  it('never falls as confidence rises', () => {
    const types = fc.constantFrom(1 as const, 5 as const, 7 as const)
    always(
      fc.property(someReturns(1), someConfidence, someConfidence, types, (returns, a, b, quantileType) => {
        const low = valueAtRisk(returns, { ...historical(Math.min(a, b)), quantileType })!
        const high = valueAtRisk(returns, { ...historical(Math.max(a, b)), quantileType })!
        expect(high).toBeGreaterThanOrEqual(low - 1e-15)
      }),
    )
  })

  it('does not depend on the order of returns, and leaves it alone', () => {
    always(
      fc.property(someReturns(1), someConfidence, (returns, confidence) => {
        const given = Float64Array.from(returns)
        const value = valueAtRisk(given, historical(confidence))
        expect(given).toEqual(Float64Array.from(returns))
        expect(valueAtRisk(returns.toReversed(), historical(confidence))).toBe(value)
      }),
    )
  })

  it('scales with the returns', () => {
    always(
      fc.property(someReturns(1), someConfidence, (returns, confidence) => {
        const doubled = returns.map((value) => 2 * value)
        expect(valueAtRisk(doubled, historical(confidence))).toBe(2 * valueAtRisk(returns, historical(confidence))!)
      }),
    )
  })

  it.each([0, 1, 95, -0.05, Number.NaN])('refuses a confidence of %s', (confidence) => {
    expect(() => valueAtRisk(hundred, historical(confidence))).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: `valueAtRisk was given confidence ${confidence}; expected a fraction between 0 and 1, such as 0.95.`,
      }),
    )
  })

  it('refuses a method and a quantile type that it does not know', () => {
    const refusal = (option: string) =>
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) })
    // @ts-expect-error there is no such method
    expect(() => valueAtRisk(hundred, { confidence: 0.95, method: 'guess' })).toThrow(refusal('method'))
    // @ts-expect-error nor such a type
    expect(() => valueAtRisk(hundred, { ...historical(0.95), quantileType: 6 })).toThrow(refusal('quantileType'))
  })

  it('refuses what is not a number', () => {
    expect(() => valueAtRisk([0.01, Number.NaN], historical(0.95))).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message: 'valueAtRisk found returns[1] to be NaN; expected a finite number.',
      }),
    )
  })
})
