import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { constant, short } from '../testing/degenerate.ts'
import { somePairs } from '../testing/pairs.ts'
import { alpha, alphaArithmetic, alphaGeometric } from './alpha.ts'
import { beta } from './beta.ts'
import { rollingBeta } from './rolling-moments.ts'
import { treynorRatio } from './treynor-ratio.ts'

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** By definition: covariance over variance. */
function betaOf(pairs: readonly (readonly [number, number])[]): number | null {
  const [own, other] = [mean(pairs.map(([r]) => r)), mean(pairs.map(([, b]) => b))]
  const covariance = pairs.reduce((sum, [r, b]) => sum + (r - own) * (b - other), 0)
  const variance = pairs.reduce((sum, [, b]) => sum + (b - other) ** 2, 0)
  return variance < 1e-20 ? null : covariance / variance
}

describe('beta', () => {
  it('is the slope of returns over those of the benchmark', () => {
    expect(beta([0.02, -0.01, 0.03], [0.01, 0, 0.02])).toBeCloseTo(2, 12)
    expect(beta([0.01, 0.02, -0.03], [0.01, 0.02, -0.03])).toBe(1)
  })

  it('is covariance over variance', () => {
    always(
      fc.property(somePairs(2), (pairs) => {
        const found = beta(
          pairs.map(([r]) => r),
          pairs.map(([, b]) => b),
        )
        const expected = betaOf(pairs)
        if (expected === null) expect(found).toBeNull()
        else expect(found).toBeCloseTo(expected, 9)
      }),
    )
  })

  it('is scaled by leverage, turned by a short position, and blind to a constant and to the order', () => {
    always(
      fc.property(somePairs(3), fc.double({ min: -3, max: 3, noNaN: true }), (pairs, leverage) => {
        const [own, other] = [pairs.map(([r]) => r), pairs.map(([, b]) => b)]
        const plain = beta(own, other)
        if (plain === null) return
        const changed = beta(own.map((value) => leverage * value + 0.004).toReversed(), other.toReversed())
        expect(changed).toBeCloseTo(leverage * plain, 9)
      }),
    )
  })

  it.each(constant)('is null beside a benchmark of %s', (_, returns) => {
    const own = returns.map((value, i) => value + (i % 3) / 100)
    expect(beta(own, returns)).toBeNull()
    for (const riskFree of [0, 0.05]) {
      expect(alphaArithmetic(own, returns, { periodsPerYear: 12, riskFree })).toBeNull()
      expect(alphaGeometric(own, returns, { periodsPerYear: 12, riskFree })).toBeNull()
      expect(treynorRatio(own, returns, { periodsPerYear: 12, riskFree })).toBeNull()
    }
  })

  it('is null beside a benchmark with a variance below 1e-30', () => {
    const own = [0.01, -0.02, 0.03]
    expect(beta(own, [1e-16, -1e-16, 2e-16])).toBeNull()
    expect(beta(own, [1e-14, -1e-14, 2e-14])).not.toBeNull()
    expect(rollingBeta(own, [1e-16, -1e-16, 2e-16], 3)[2]).toBeNaN()
  })

  it.each(short)('is null for %s', (_, returns) => {
    expect(beta(returns, returns)).toBeNull()
    expect(alpha(returns, returns, { periodsPerYear: 12 })).toBeNull()
    expect(treynorRatio(returns, returns, { periodsPerYear: 12 })).toBeNull()
  })
})

describe('alpha', () => {
  const benchmark = [0.01, -0.02, 0.03, 0.005]

  it('is what is left of a line after beta, a year: 0.1 % a month is 1.2 %, compounded 1.2066 %', () => {
    const own = benchmark.map((value) => 0.001 + 1.5 * value)
    expect(alphaArithmetic(own, benchmark, { periodsPerYear: 12 })).toBeCloseTo(0.012, 12)
    expect(alphaGeometric(own, benchmark, { periodsPerYear: 12 })).toBeCloseTo(1.001 ** 12 - 1, 12)
    expect(alpha(own, benchmark, { periodsPerYear: 12 })).toBeCloseTo(0.012, 12)
  })

  it('grants beta times the excess of the benchmark: with a beta of 1.5, half the risk-free rate is alpha', () => {
    // r = a + 1.5 b, so r - f = a + 0.5 f + 1.5 (b - f).
    const monthly = 0.002
    const own = benchmark.map((value) => 0.001 + 1.5 * value)
    const options = { periodsPerYear: 12, riskFree: (1 + monthly) ** 12 - 1 }
    expect(alpha(own, benchmark, options)).toBeCloseTo(12 * (0.001 + 0.5 * monthly), 12)
  })

  it('takes a risk-free rate that varies out of both series', () => {
    const riskFree = [0.001, 0.002, 0.003, 0.001]
    const own = benchmark.map((value, i) => riskFree[i]! + 0.001 + 0.5 * (value - riskFree[i]!))
    expect(alpha(own, benchmark, { periodsPerYear: 12, riskFree })).toBeCloseTo(0.012, 12)
  })

  it('is null compounded where it loses everything in one period', () => {
    expect(alphaGeometric([-2, -1.99], [0, 0.01], { periodsPerYear: 1 })).toBeNull()
  })

  it('refuses another way to a year', () => {
    const options = { periodsPerYear: 12, annualization: 'compound' as 'geometric' }
    expect(() => alpha(benchmark, benchmark, options)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: expect.objectContaining({ option: 'annualization' }),
      }),
    )
  })
})

describe('treynorRatio', () => {
  it('is the yearly excess over beta', () => {
    // Mean 0.0133, beta 2: 0.0133 x 12 / 2.
    expect(treynorRatio([0.02, -0.01, 0.03], [0.01, 0, 0.02], { periodsPerYear: 12 })).toBeCloseTo(0.08, 12)
  })

  it('does not change with leverage on money that costs nothing', () => {
    const benchmark = [0.01, -0.02, 0.03, 0.005]
    const own = [0.02, -0.01, 0.03, 0.01]
    const plain = treynorRatio(own, benchmark, { periodsPerYear: 252 })!
    const levered = own.map((value) => 3 * value)
    expect(treynorRatio(levered, benchmark, { periodsPerYear: 252 })).toBeCloseTo(plain, 10)
  })

  it('is null where beta is 0', () => {
    expect(treynorRatio([0.01, 0.01, 0.01, 0.01], [0.01, -0.01, 0.01, -0.01], { periodsPerYear: 12 })).toBeNull()
  })
})
