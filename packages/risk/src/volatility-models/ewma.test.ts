import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { ewmaVolatility } from './ewma.ts'

describe('ewmaVolatility', () => {
  it('weighs squares by lambda to their age, and the mean square of all by what is left', () => {
    always(
      fc.property(someReturns(1), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (returns, lambda) => {
        const n = returns.length
        const start = returns.reduce((sum, r) => sum + r * r, 0) / n
        const recent = returns.reduce((sum, r, i) => sum + (1 - lambda) * lambda ** (n - 1 - i) * r * r, 0)
        const volatility = ewmaVolatility(returns, { lambda })!
        expect(volatility).toHaveLength(n + 1)
        expect(volatility[0]).toBeCloseTo(Math.sqrt(start), 14)
        expect(volatility[n]).toBeCloseTo(Math.sqrt(lambda ** n * start + recent), 13)
      }),
    )
  })

  it('has a lambda of 0.94 unless told otherwise', () => {
    expect(ewmaVolatility([0.01, -0.03])).toEqual(ewmaVolatility([0.01, -0.03], { lambda: 0.94 }))
  })

  it('is null without returns, and refuses a lambda outside of 0 to 1', () => {
    expect(ewmaVolatility([])).toBeNull()
    for (const lambda of [0, 1, 94, Number.NaN])
      expect(() => ewmaVolatility([0.01], { lambda })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
