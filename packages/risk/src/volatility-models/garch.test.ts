import { describe, expect, it } from 'vitest'
import { seededDraws } from '../statistics/random-draws.ts'
import { markAndPound } from '../testing/mark-and-pound.ts'
import { forecastGarch, garchLogLikelihood, garchVariances } from './garch.ts'
import { garchSlope } from './garch-slope.ts'

const parameters = { mu: 0.02, omega: 0.05, alpha: 0.12, beta: 0.8 }

function someSeries(n: number): readonly number[] {
  const { normal } = seededDraws(5)
  return Array.from({ length: n }, normal)
}

describe('garchLogLikelihood', () => {
  it('is the benchmark of Fiorentini, Calzolari and Panattoni to its last digit', () => {
    const published = { mu: -0.00619041, omega: 0.0107613, alpha: 0.153134, beta: 0.805974 }
    expect(garchLogLikelihood(markAndPound, published)).toBeCloseTo(-1106.607881, 6)
  })

  it('is the sum of normal log-densities with variances by their definition', () => {
    const returns = someSeries(60)
    const { mu, omega, alpha, beta } = parameters
    const start = returns.reduce((sum, r) => sum + (r - mu) ** 2, 0) / returns.length
    const square = (t: number) => (t < 0 ? start : (returns[t]! - mu) ** 2)
    const variance = (t: number): number => (t < 0 ? start : omega + alpha * square(t - 1) + beta * variance(t - 1))
    const expected = returns.reduce(
      (sum, r, t) =>
        sum + Math.log(Math.exp(-((r - mu) ** 2) / (2 * variance(t))) / Math.sqrt(2 * Math.PI * variance(t))),
      0,
    )
    expect(garchLogLikelihood(returns, parameters)).toBeCloseTo(expected, 10)
    expect(garchVariances(returns, parameters)[60]).toBeCloseTo(variance(60), 13)
  })

  it('changes with each parameter as its slopes say', () => {
    const returns = Float64Array.from(someSeries(200))
    const slope = garchSlope(returns, parameters)
    expect(slope.logLikelihood).toBeCloseTo(garchLogLikelihood(returns, parameters), 10)
    for (const [name, expected] of [
      ['mu', slope.byMu],
      ['omega', slope.byOmega],
      ['alpha', slope.byAlpha],
      ['beta', slope.byBeta],
    ] as const) {
      const at = (step: number) => garchLogLikelihood(returns, { ...parameters, [name]: parameters[name] + step })
      expect(((at(1e-6) - at(-1e-6)) / 2e-6 - expected) / expected).toBeCloseTo(0, 5)
    }
  })

  it('refuses parameters that are no variance', () => {
    for (const wrong of [{ omega: 0 }, { alpha: -0.1 }, { beta: Number.NaN }, { mu: Infinity }])
      expect(() => garchLogLikelihood([0.01], { ...parameters, ...wrong })).toThrow(
        expect.objectContaining({ code: 'invalid-options' }),
      )
  })
})

describe('forecastGarch', () => {
  it('tends to the long run from either side by the persistence', () => {
    const longRun = 0.05 / (1 - 0.92)
    for (const nextVariance of [0.1, 3]) {
      const ahead = forecastGarch({ ...parameters, nextVariance }, 200)
      expect(ahead[0]).toBe(nextVariance)
      expect((ahead[9]! - longRun) / (nextVariance - longRun)).toBeCloseTo(0.92 ** 9, 12)
      expect(ahead[199]).toBeCloseTo(longRun, 6)
    }
  })

  it('is what simulated paths vary by', () => {
    const draws = seededDraws(8)
    const { omega, alpha, beta } = parameters
    const paths = 40_000
    const sums = Float64Array.from({ length: paths }, () => {
      let variance = 2
      let sum = 0
      for (let t = 0; t < 5; t++) {
        const e = Math.sqrt(variance) * draws.normal()
        sum += e
        variance = omega + alpha * e * e + beta * variance
      }
      return sum * sum
    })
    const mean = sums.reduce((sum, x) => sum + x, 0) / paths
    const error = Math.sqrt(sums.reduce((sum, x) => sum + (x - mean) ** 2, 0)) / paths
    const expected = forecastGarch({ ...parameters, nextVariance: 2 }, 5).reduce((sum, x) => sum + x, 0)
    expect(Math.abs(mean - expected)).toBeLessThan(4 * error)
  })

  it('refuses a number of periods that is none', () => {
    expect(() => forecastGarch({ ...parameters, nextVariance: 1 }, 0)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'periods' }) }),
    )
  })
})
