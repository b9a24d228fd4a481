import { describe, expect, it } from 'vitest'
import { rollingSharpeRatio } from './rolling-moments.ts'
import { sharpeRatio } from './sharpe-ratio.ts'
import { simpleReturns } from './simple-returns.ts'
import { sortinoRatio } from './sortino-ratio.ts'

describe('a risk-free rate', () => {
  const returns = [0.02, -0.01, 0.03, 0]

  it('that is a series is that of each period, as it stands', () => {
    const monthly = 0.002
    const series = new Array(4).fill(monthly)
    const riskFree = (1 + monthly) ** 12 - 1
    for (const ratio of [sharpeRatio, sortinoRatio])
      expect(ratio(returns, { periodsPerYear: 12, riskFree: series })).toBeCloseTo(
        ratio(returns, { periodsPerYear: 12, riskFree })!,
        10,
      )
  })

  it('that varies counts in the deviation', () => {
    const riskFree = [0.001, 0.003, 0.002, 0.004]
    const excess = returns.map((value, i) => value - riskFree[i]!)
    expect(sharpeRatio(returns, { periodsPerYear: 12, riskFree })).toBeCloseTo(
      sharpeRatio(excess, { periodsPerYear: 12 })!,
      12,
    )
    // What moves with the rate alone has no variability beyond it.
    expect(sharpeRatio(riskFree, { periodsPerYear: 12, riskFree: riskFree.map((rate) => rate - 0.001) })).toBeNull()
  })

  it('that is all that was earned leaves nothing but rounding, and no ratio of it', () => {
    const growing = simpleReturns(Array.from({ length: 60 }, (_, i) => 100 * 1.01 ** i))
    const options = { periodsPerYear: 12, riskFree: 1.01 ** 12 - 1 }
    expect(sharpeRatio(growing, options)).toBeNull()
    expect(sortinoRatio(growing, options)).toBeNull()
    expect(rollingSharpeRatio(growing, 12, options).every(Number.isNaN)).toBe(true)
  })

  it('is dropped together with the return beside it', () => {
    const options = { periodsPerYear: 12, missing: 'drop' } as const
    expect(sharpeRatio(returns, { ...options, riskFree: [0.001, Number.NaN, 0.002, 0] })).toBe(
      sharpeRatio([0.02, 0.03, 0], { ...options, riskFree: [0.001, 0.002, 0] }),
    )
  })

  it('has to be as long as the returns, and of numbers', () => {
    for (const riskFree of [[0.001], [0.001, 0.001, Number.NaN, 0]])
      expect(() => sharpeRatio(returns, { periodsPerYear: 12, riskFree })).toThrow(
        expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ field: 'riskFree' }) }),
      )
  })
})
