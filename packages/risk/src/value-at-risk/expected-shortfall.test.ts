import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someConfidence, someReturns } from '../testing/always.ts'
import { expectedShortfall } from './expected-shortfall.ts'
import { valueAtRisk } from './value-at-risk.ts'

const historical = (confidence: number) => ({ confidence, method: 'historical' }) as const

describe('expectedShortfall', () => {
  it('is the mean of the worst losses', () => {
    const returns = Array.from({ length: 100 }, (_, i) => -(i + 1) / 100)
    // The five worst: 1, 0.99, 0.98, 0.97, 0.96.
    expect(expectedShortfall(returns, historical(0.95))).toBeCloseTo(0.98, 14)
  })

  it('counts the last loss in part where the tail is no whole number of returns', () => {
    // 5 x 0.3 = 1.5: all of 0.03 and half of 0.01, over 1.5.
    expect(expectedShortfall([0.01, -0.03, 0.02, -0.01, 0.005], historical(0.7))).toBeCloseTo(0.035 / 1.5, 14)
  })

  it('minimises z + mean(max(0, loss - z)) / (1 - confidence), the definition of Rockafellar and Uryasev', () => {
    always(
      fc.property(someReturns(1), someConfidence, (returns, confidence) => {
        const shortfall = expectedShortfall(returns, historical(confidence))
        if (shortfall === null) return
        const objective = (z: number) =>
          z + returns.reduce((sum, value) => sum + Math.max(0, -value - z), 0) / (returns.length * (1 - confidence))
        // The objective is piecewise linear with its corners at the losses, so its least is at one of them.
        expect(shortfall).toBeCloseTo(Math.min(...returns.map((value) => objective(-value))), 10)
      }),
    )
  })

  it('is never below the value at risk, of any quantile type', () => {
    const types = fc.constantFrom(1 as const, 5 as const, 7 as const)
    always(
      fc.property(someReturns(1), someConfidence, types, (returns, confidence, quantileType) => {
        const shortfall = expectedShortfall(returns, historical(confidence))
        if (shortfall === null) return
        const value = valueAtRisk(returns, { ...historical(confidence), quantileType })!
        expect(shortfall).toBeGreaterThanOrEqual(value - 1e-15)
      }),
    )
  })

  it('does not depend on the order of returns, but for rounding', () => {
    always(
      fc.property(someReturns(1), someConfidence, (returns, confidence) => {
        const shortfall = expectedShortfall(returns, historical(confidence))
        const turned = expectedShortfall(returns.toReversed(), historical(confidence))
        if (shortfall === null) expect(turned).toBeNull()
        else expect(turned).toBeCloseTo(shortfall, 13)
      }),
    )
  })

  it('is null where not one return lies in the tail', () => {
    expect(expectedShortfall([], historical(0.95))).toBeNull()
    expect(expectedShortfall(new Array(19).fill(-0.01), historical(0.95))).toBeNull()
    // 20 x (1 - 0.95) is one return, whatever floats make of it; so is 100 x (1 - 0.99).
    expect(expectedShortfall(new Array(20).fill(-0.01), historical(0.95))).toBe(0.01)
    expect(expectedShortfall(new Array(100).fill(-0.01), historical(0.99))).toBe(0.01)
  })

  it('refuses what is not a number, in a short series too', () => {
    for (const length of [3, 300])
      expect(() => expectedShortfall(new Array(length).fill(Number.NaN), historical(0.95))).toThrow(
        expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ row: 0 }) }),
      )
  })

  it('refuses a confidence that is a percentage', () => {
    expect(() => expectedShortfall([0.01], historical(95))).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'confidence' }) }),
    )
  })
})
