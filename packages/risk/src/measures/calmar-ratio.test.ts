import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { mixed } from '../testing/published.ts'
import { annualizedReturn } from './annualized-return.ts'
import { calmarRatio } from './calmar-ratio.ts'
import { maxDrawdown } from './max-drawdown.ts'

describe('calmarRatio', () => {
  it('is the yearly growth over the maximum drawdown', () => {
    expect(calmarRatio([0.1, -0.2, 0.5], { periodsPerYear: 3 })).toBeCloseTo(0.32 / 0.2, 12)
    // Everything lost, and lost to the full depth.
    expect(calmarRatio([0.1, -1, 0.5], { periodsPerYear: 3 })).toBe(-1)
  })

  it('is one measure over the other', () => {
    always(
      fc.property(someReturns(1), (returns) => {
        const depth = maxDrawdown(returns)!
        const ratio = calmarRatio(returns, { periodsPerYear: 12 })
        if (depth === 0) expect(ratio).toBeNull()
        else expect(ratio).toBeCloseTo(annualizedReturn(returns, { periodsPerYear: 12 })! / depth, 9)
      }),
    )
  })

  it('is null without returns, without a drawdown, and for growth beyond any number', () => {
    expect(calmarRatio([], { periodsPerYear: 12 })).toBeNull()
    expect(calmarRatio(new Array(10).fill(0.01), { periodsPerYear: 12 })).toBeNull()
    expect(calmarRatio([-0.1, 1e10], { periodsPerYear: 252 })).toBeNull()
  })

  it('does not count periods that are missing', () => {
    const options = { periodsPerYear: 252, missing: 'drop' } as const
    expect(calmarRatio(mixed, options)).toBe(calmarRatio(mixed.slice(1), options))
    expect(() => calmarRatio(mixed, { periodsPerYear: 252 })).toThrow(expect.objectContaining({ code: 'invalid-data' }))
  })
})
