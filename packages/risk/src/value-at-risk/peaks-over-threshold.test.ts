import { describe, expect, it } from 'vitest'
import { seededDraws } from '../statistics/random-draws.ts'
import { studentTQuantile } from '../statistics/student-t.ts'
import { tailRisk } from './tail-risk.ts'
import { valueAtRisk } from './value-at-risk.ts'

const peaks = (confidence: number) => ({ confidence, method: 'peaks-over-threshold' }) as const

function drawn(n: number, degrees: number): number[] {
  const draws = seededDraws(17)
  return Array.from({ length: n }, () => 0.01 * draws.studentT(degrees))
}

describe('the method of peaks over a threshold', () => {
  it('finds a quantile of which the sample has seen nothing', () => {
    // 1 in 10,000 of 4,000 returns; a normal of the same deviation would say 0.053.
    const value = valueAtRisk(drawn(4000, 4), peaks(0.9999))!
    const truth = -0.01 * studentTQuantile(0.0001, 4)
    expect(Math.abs(value / truth - 1)).toBeLessThan(0.25)
  })

  it('begins at the threshold', () => {
    const returns = drawn(1000, 4)
    const threshold = valueAtRisk(returns, { confidence: 0.9, method: 'historical' })!
    expect(valueAtRisk(returns, peaks(0.9))).toBeCloseTo(threshold, 12)
    expect(valueAtRisk(returns, peaks(0.91))!).toBeGreaterThan(threshold)
  })

  it('agrees with the plain historical method where that has seen enough', () => {
    const returns = drawn(20_000, 4)
    const plain = valueAtRisk(returns, { confidence: 0.99, method: 'historical' })!
    expect(valueAtRisk(returns, peaks(0.99))! / plain).toBeCloseTo(1, 1)
  })

  it('has a shortfall that is its own value at risk averaged over the tail', () => {
    const returns = drawn(3000, 5)
    const { expectedShortfall } = tailRisk(returns, peaks(0.99))
    const cells = 1000
    let sum = 0
    for (let i = 0; i < cells; i++) {
      const [from, to] = [(i / cells) ** 3, ((i + 1) / cells) ** 3]
      sum += (to - from) * valueAtRisk(returns, peaks(1 - 0.01 * ((from + to) / 2)))!
    }
    expect(expectedShortfall! / sum).toBeCloseTo(1, 3)
  })

  it('says why it has no figure', () => {
    expect(tailRisk(drawn(1000, 4), peaks(0.8))).toEqual({
      valueAtRisk: null,
      expectedShortfall: null,
      gap: 'threshold-in-tail',
    })
    expect(tailRisk(drawn(100, 4), peaks(0.99)).gap).toBe('too-few-returns')
    // Tails so heavy that the mean of a loss in them is infinite.
    const wild = tailRisk(drawn(3000, 0.5), peaks(0.99))
    expect(wild.valueAtRisk).toBeGreaterThan(0)
    expect([wild.expectedShortfall, wild.gap]).toEqual([null, 'mean-infinite'])
  })

  it('refuses a threshold outside of 0 to 1', () => {
    expect(() => valueAtRisk([0.01], { ...peaks(0.99), thresholdConfidence: 90 })).toThrow(
      expect.objectContaining({ code: 'invalid-options' }),
    )
  })
})
