import { seededRandom } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { cholesky } from './cholesky.ts'
import { covarianceMatrix, type ShrinkageTarget } from './covariance-matrix.ts'

const shrunk = ['ledoit-wolf', 'oas', 'constant-correlation', 'single-factor'] as const

/** Returns with a common part, and an outlier now and then. */
function draw(size: number, length: number, seed: number): number[][] {
  const random = seededRandom(seed)
  const market = Array.from({ length }, () => random() - 0.5)
  return Array.from({ length: size }, (_, i) =>
    market.map((common) => 0.01 * (common * (i % 3) + (random() - 0.48) * (random() < 0.1 ? 3 : 1))),
  )
}

/** Covariance over n, and everything else as the papers write it: pair by pair, period by period. */
function byDefinition(series: readonly number[][], target: Exclude<ShrinkageTarget, 'none'>) {
  const [p, n] = [series.length, series[0]!.length]
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const x = series.map((values) => values.map((value) => value - mean(values)))
  const all = Array.from({ length: p }, (_, i) => i)
  const cov = (a: readonly number[], b: readonly number[]): number => mean(a.map((value, t) => value * b[t]!))
  const s = all.map((i) => all.map((j) => cov(x[i]!, x[j]!)))
  const sumPairs = (value: (i: number, j: number) => number): number =>
    all.reduce((sum, i) => sum + all.reduce((row, j) => row + value(i, j), 0), 0)
  /** The asymptotic covariance of two sample covariances. */
  const asymptotic = (a: readonly number[], b: readonly number[], c: readonly number[], d: readonly number[]): number =>
    mean(a.map((value, t) => (value * b[t]! - cov(a, b)) * (c[t]! * d[t]! - cov(c, d))))
  const pi = sumPairs((i, j) => asymptotic(x[i]!, x[j]!, x[i]!, x[j]!))
  const between = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, high))

  if (target === 'ledoit-wolf' || target === 'oas') {
    const mu = all.reduce((sum, i) => sum + s[i]![i]!, 0) / p
    const f = (i: number, j: number): number => (i === j ? mu : 0)
    const distance = sumPairs((i, j) => (s[i]![j]! - f(i, j)) ** 2)
    const traceOfSquare = sumPairs((i, j) => s[i]![j]! ** 2)
    const intensity =
      target === 'ledoit-wolf'
        ? between(0, pi / n / distance, 1)
        : between(0, (traceOfSquare + (mu * p) ** 2) / ((n + 1) * (traceOfSquare - (mu * p) ** 2 / p)), 1)
    return { s, f, intensity, p }
  }
  const correlation = (i: number, j: number): number => s[i]![j]! / Math.sqrt(s[i]![i]! * s[j]![j]!)
  const mu = sumPairs((i, j) => (i < j ? correlation(i, j) : 0)) / ((p * (p - 1)) / 2)
  const market = x[0]!.map((_, t) => mean(x.map((row) => row[t]!)))
  const s0 = cov(market, market)
  const f = (i: number, j: number): number => {
    if (i === j) return s[i]![i]!
    if (target === 'constant-correlation') return mu * Math.sqrt(s[i]![i]! * s[j]![j]!)
    return (cov(x[i]!, market) * cov(x[j]!, market)) / s0
  }
  const rho = sumPairs((i, j) => {
    if (i === j) return asymptotic(x[i]!, x[i]!, x[i]!, x[i]!)
    const [si, sj] = [s[i]![i]!, s[j]![j]!]
    if (target === 'constant-correlation')
      return (
        (mu / 2) *
        (Math.sqrt(sj / si) * asymptotic(x[i]!, x[i]!, x[i]!, x[j]!) +
          Math.sqrt(si / sj) * asymptotic(x[j]!, x[j]!, x[i]!, x[j]!))
      )
    const [i0, j0] = [cov(x[i]!, market), cov(x[j]!, market)]
    return (
      (j0 * s0 * asymptotic(x[i]!, market, x[i]!, x[j]!) +
        i0 * s0 * asymptotic(x[j]!, market, x[i]!, x[j]!) -
        i0 * j0 * asymptotic(market, market, x[i]!, x[j]!)) /
      (s0 * s0)
    )
  })
  const gamma = sumPairs((i, j) => (f(i, j) - s[i]![j]!) ** 2)
  return { s, f, intensity: between(0, (pi - rho) / gamma / n, 1), p }
}

describe('shrinkage', () => {
  for (const shrinkage of shrunk) {
    it.each([
      [2, 40],
      [3, 7],
      [5, 60],
      [9, 5],
      [6, 250],
    ])(`to ${shrinkage} is what its paper defines, for %i instruments and %i periods`, (size, length) => {
      const series = draw(size, length, size * 1000 + length)
      const { s, f, intensity, p } = byDefinition(series, shrinkage)
      const matrix = covarianceMatrix(series, { shrinkage })!
      // Two instruments have one correlation, which is constant: their definition divides rounding by rounding.
      if (!(shrinkage === 'constant-correlation' && size === 2)) expect(matrix.shrinkage).toBeCloseTo(intensity, 9)
      for (let i = 0; i < p; i++)
        for (let j = 0; j < p; j++)
          expect(matrix.at(i, j)).toBeCloseTo(intensity * f(i, j) + (1 - intensity) * s[i]![j]!, 14)
    })

    it(`to ${shrinkage} is positive definite for more instruments than periods, where the sample is singular`, () => {
      const series = draw(30, 8, 5)
      expect(cholesky(covarianceMatrix(series)!.values, 30)).toBeNull()
      const matrix = covarianceMatrix(series, { shrinkage })!
      expect(cholesky(matrix.values, 30)).not.toBeNull()
      expect(matrix.shrinkage).toBeGreaterThan(0)
      expect(matrix.shrinkage).toBeLessThanOrEqual(1)
    })

    it(`to ${shrinkage} does less the longer the series`, () => {
      const [short, long] = [30, 3000].map((length) => covarianceMatrix(draw(5, length, 11), { shrinkage })!.shrinkage)
      expect(long).toBeLessThan(short! / 4)
    })

    it.each<[string, number[][]]>([
      ['one instrument', [[0.01, -0.02, 0.005]]],
      [
        'constant series',
        [
          [0.01, 0.01, 0.01],
          [0.02, 0.02, 0.02],
        ],
      ],
      [
        'a constant among others',
        [
          [0.01, 0.01, 0.01, 0.01],
          [0.02, -0.01, 0, 0.03],
          [0.01, 0.02, -0.03, 0.01],
        ],
      ],
      [
        'series that cancel out',
        [
          [0.01, -0.02, 0.005],
          [-0.01, 0.02, -0.005],
        ],
      ],
      [
        'the same series twice',
        [
          [0.01, -0.02, 0.005],
          [0.01, -0.02, 0.005],
        ],
      ],
    ])(`to ${shrinkage} stays a number between 0 and 1 for %s`, (_, series) => {
      const matrix = covarianceMatrix(series, { shrinkage })!
      expect(matrix.shrinkage).toBeGreaterThanOrEqual(0)
      expect(matrix.shrinkage).toBeLessThanOrEqual(1)
      for (const value of matrix.values) expect(value).toSatisfy(Number.isFinite)
    })
  }

  it.each([
    ['ledoit-wolf', 0.4087180724344861, [4.94852833594126, 2.8907116458758453, 2.8578626498999844]],
    ['oas', 0.6705854984555868, [5.627443884884855, 1.6104708964393533, 1.5921700907979974]],
  ] as const)('to %s gives what scikit-learn 1.5.2 does', (shrinkage, intensity, [first, upper, lower]) => {
    const series = [
      [1, 4, 7, 2, 3, 5],
      [2, 5, 8, 3, 1, 9],
      [3, 6, 10, 5, 2, 4],
    ]
    const matrix = covarianceMatrix(series, { shrinkage })!
    expect(matrix.shrinkage).toBeCloseTo(intensity, 13)
    expect(matrix.at(0, 0)).toBeCloseTo(first, 12)
    expect(matrix.at(0, 1)).toBeCloseTo(upper, 12)
    expect(matrix.at(2, 1)).toBeCloseTo(lower, 12)
  })

  it('to ledoit-wolf gives a worked example', () => {
    const row = [2, 1, -1, -2]
    const matrix = covarianceMatrix([row, row], { shrinkage: 'ledoit-wolf' })!
    // S = [2.5 2.5; 2.5 2.5]: 12.5 from 2.5 I, and squared 25. The periods are 8, 2, 2 and 8 long, squared: the mean of
    // 64, 4, 4 and 64 is 34, so the uncertainty is 34 - 25 = 9 and the intensity 9 / 4 / 12.5.
    expect(matrix.shrinkage).toBeCloseTo(0.18, 12)
    expect([...matrix.values]).toEqual([2.5, 2.05, 2.05, 2.5].map((value) => expect.closeTo(value, 12)))
  })

  it('to oas gives a worked example', () => {
    // S = [2.5 2.5; 2.5 2.5]: tr(S^2) = 25, tr(S)^2 = 25, so (25 + 25) / (5 x (25 - 12.5)) = 0.8.
    const matrix = covarianceMatrix(
      [
        [2, 1, -1, -2],
        [2, 1, -1, -2],
      ],
      { shrinkage: 'oas' },
    )!
    expect(matrix.shrinkage).toBeCloseTo(0.8, 12)
    expect(matrix.at(0, 1)).toBeCloseTo(0.5, 12)
  })
})
