import { describe, expect, it } from 'vitest'
import { seededDraws } from '../statistics/random-draws.ts'
import { markAndPound } from '../testing/mark-and-pound.ts'
import { fitGarch } from './fit-garch.ts'
import { garchLogLikelihood } from './garch.ts'

function simulated(seed: number, n: number, { mu = 0.0003, omega = 2e-6, alpha = 0.08, beta = 0.9 } = {}): number[] {
  const { normal } = seededDraws(seed)
  let variance = omega / (1 - alpha - beta)
  return Array.from({ length: n }, () => {
    const e = Math.sqrt(variance) * normal()
    variance = omega + alpha * e * e + beta * variance
    return mu + e
  })
}

describe('fitGarch', () => {
  it('reproduces the estimates of Fiorentini, Calzolari and Panattoni for the mark and the pound', () => {
    const fit = fitGarch(markAndPound)!
    expect(fit.converged).toBe(true)
    // As published, to as many digits: -0.619041E-2, 0.107613E-1, 0.153134, 0.805974.
    expect(fit.mu).toBeCloseTo(-0.00619041, 8)
    expect(fit.omega).toBeCloseTo(0.0107613, 6)
    expect(fit.alpha).toBeCloseTo(0.153134, 6)
    expect(fit.beta).toBeCloseTo(0.805974, 6)
    expect(fit.logLikelihood).toBeCloseTo(-1106.60788104129, 8)
    expect(fit.longRunVariance).toBeCloseTo(fit.omega / (1 - fit.alpha - fit.beta), 12)
  })

  it('finds parameters that a series was made with', () => {
    const fits = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => fitGarch(simulated(seed, 3000))!)
    expect(fits.every(({ converged }) => converged)).toBe(true)
    const mean = (name: 'alpha' | 'beta') => fits.reduce((sum, fit) => sum + fit[name], 0) / fits.length
    // One estimate from 3,000 returns has a standard error of about 0.012 and 0.016; of eight the mean has a third.
    expect(Math.abs(mean('alpha') - 0.08)).toBeLessThan(4 * 0.005)
    expect(Math.abs(mean('beta') - 0.9)).toBeLessThan(4 * 0.006)
  })

  it('finds the most likely of all parameters near it', () => {
    const returns = simulated(9, 800)
    const { mu, omega, alpha, beta, logLikelihood } = fitGarch(returns)!
    for (const factor of [0.9, 0.99, 1.01, 1.1])
      for (const moved of [
        { mu: mu * factor, omega, alpha, beta },
        { mu, omega: omega * factor, alpha, beta },
        { mu, omega, alpha: alpha * factor, beta },
        { mu, omega, alpha, beta: beta * factor },
      ])
        expect(garchLogLikelihood(returns, moved)).toBeLessThan(logLikelihood)
  })

  it('does not depend on the unit of returns', () => {
    const returns = simulated(4, 1000)
    const one = fitGarch(returns)!
    const percent = fitGarch(returns.map((r) => 100 * r))!
    expect(percent.alpha).toBeCloseTo(one.alpha, 7)
    expect(percent.beta).toBeCloseTo(one.beta, 7)
    expect(percent.omega / one.omega).toBeCloseTo(10_000, 1)
    expect(percent.logLikelihood).toBeCloseTo(one.logLikelihood - 1000 * Math.log(100), 6)
  })

  it('never leaves the region where variance stays finite, and says where there is no long run', () => {
    // A variance that triples half way: one break looks like endless persistence.
    const { normal } = seededDraws(2)
    const broken = Array.from({ length: 600 }, (_, i) => normal() * (i < 300 ? 0.005 : 0.03))
    const fit = fitGarch(broken)!
    expect(fit.persistence).toBeLessThan(1)
    expect(fit.alpha).toBeGreaterThanOrEqual(0)
    expect(fit.beta).toBeGreaterThanOrEqual(0)
    if (fit.persistence > 1 - 1e-4) expect(fit.longRunVariance).toBeNull()
  })

  it('takes returns without clusters as well', () => {
    const { normal } = seededDraws(12)
    const fit = fitGarch(Array.from({ length: 2000 }, () => 0.01 * normal()))!
    expect(fit.alpha).toBeLessThan(0.05)
    expect(Math.sqrt(fit.longRunVariance!)).toBeCloseTo(0.01, 3)
  })

  it('converges on short series too, where alpha is mostly at its bound', () => {
    for (const [seed, n, alpha, beta] of [
      [430, 30, 0.02, 0.975],
      [60, 60, 0.2, 0.7],
      [7, 40, 0, 0],
      [8, 100, 0.1, 0.8],
    ] as const) {
      const draws = seededDraws(seed)
      let [variance, e] = [1, 0]
      const returns = Array.from({ length: n }, () => {
        variance = 1 - alpha - beta + alpha * e * e + beta * variance
        e = Math.sqrt(variance) * draws.studentT(4) * Math.SQRT1_2
        return 0.01 * e
      })
      expect(fitGarch(returns)?.converged).toBe(true)
    }
  })

  it('is null for few returns and for those that do not differ', () => {
    expect(fitGarch(simulated(1, 29))).toBeNull()
    expect(fitGarch(new Array(100).fill(0.01))).toBeNull()
  })

  it('refuses what is not a number', () => {
    expect(() => fitGarch([...simulated(1, 50), Number.NaN])).toThrow(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ row: 50 }) }),
    )
  })
})
