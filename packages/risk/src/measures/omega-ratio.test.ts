import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { constant } from '../testing/degenerate.ts'
import { omegaRatio } from './omega-ratio.ts'

describe('omegaRatio', () => {
  it('is what lies above the threshold over what lies below', () => {
    expect(omegaRatio([0.03, -0.02, 0.01, -0.01])).toBeCloseTo(4 / 3, 12)
    expect(omegaRatio([0.03, -0.02, 0.01, -0.01], { threshold: 0.01 })).toBeCloseTo(2 / 5, 12)
  })

  it('agrees with its definition by areas of the distribution', () => {
    // (integral of 1 - F above the threshold) / (integral of F below), where F steps up at every return.
    always(
      fc.property(someReturns(1), fc.integer({ min: -500, max: 500 }), (returns, points) => {
        const threshold = points / 10_000
        const corners = [threshold, ...returns].sort((a, b) => a - b)
        let [above, below] = [0, 0]
        for (const [i, corner] of corners.slice(1).entries()) {
          const from = corners[i]!
          const share = returns.filter((value) => value <= from).length / returns.length
          if (from >= threshold) above += (1 - share) * (corner - from)
          else below += share * (corner - from)
        }
        const ratio = omegaRatio(returns, { threshold })
        if (below < 1e-12) expect(ratio).toBeNull()
        else expect(ratio).toBeCloseTo(above / below, 6)
      }),
    )
  })

  it('is 1 at the mean, and turns over with the sign', () => {
    const returns = [0.03, -0.02, 0.01, -0.015]
    const mean = returns.reduce((sum, value) => sum + value) / 4
    expect(omegaRatio(returns, { threshold: mean })).toBeCloseTo(1, 12)
    const turned = returns.map((value) => -value)
    expect(omegaRatio(turned)).toBeCloseTo(1 / omegaRatio(returns)!, 12)
  })

  it('is null where nothing is missed, or only by rounding, and 0 where nothing is gained', () => {
    expect(omegaRatio([])).toBeNull()
    expect(omegaRatio([0.01, 0, 0.02])).toBeNull()
    expect(omegaRatio([0.1 + 0.2, 0.3], { threshold: 0.1 + 0.2 })).toBeNull()
    expect(omegaRatio([-0.01, -0.02])).toBe(0)
    for (const [, returns] of constant)
      if (returns[0]! >= 0) expect(omegaRatio(returns, { threshold: returns[0]! })).toBeNull()
  })

  it('refuses a threshold that is not a number', () => {
    expect(() => omegaRatio([0.01], { threshold: Number.NaN })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'threshold' }) }),
    )
  })
})
