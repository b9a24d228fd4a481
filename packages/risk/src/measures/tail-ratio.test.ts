import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { tailRatio } from './tail-ratio.ts'

describe('tailRatio', () => {
  it('is the upper quantile over the lower one', () => {
    // Of -10 to 10 in hundredths: the 95th percentile is 9, the 5th -9; with 0.18 for the best, still.
    const returns = Array.from({ length: 21 }, (_, i) => (i - 10) / 100)
    expect(tailRatio(returns)).toBeCloseTo(1, 12)
    const better = returns.map((value) => (value > 0 ? 2 * value : value))
    expect(tailRatio(better)).toBeCloseTo(2, 12)
    expect(tailRatio(better, { confidence: 0.75 })).toBeCloseTo(2, 12)
  })

  it('turns over with the sign, and does not mind scale and order', () => {
    always(
      fc.property(someReturns(1), (returns) => {
        const ratio = tailRatio(returns)
        const turned = tailRatio(returns.map((value) => -3 * value).toReversed())
        if (ratio === null || turned === null || ratio < 1e-9) return
        expect(turned * ratio).toBeCloseTo(1, 9)
      }),
    )
  })

  it('is null without returns and without a lower tail', () => {
    expect(tailRatio([])).toBeNull()
    expect(tailRatio([0, 0, 0, 0.01])).toBeNull()
    expect(tailRatio(new Array(10).fill(0.01))).toBe(1)
  })

  it.each([0.5, 1, 95, Number.NaN])('refuses a confidence of %s', (confidence) => {
    expect(() => tailRatio([0.01], { confidence })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'confidence' }) }),
    )
  })
})
