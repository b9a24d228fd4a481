import { describe, expect, it } from 'vitest'
import { normalDensity, normalQuantile } from '../statistics/normal.ts'
import { seededDraws } from '../statistics/random-draws.ts'
import { studentTDensity, studentTQuantile } from '../statistics/student-t.ts'
import { expectedShortfall } from './expected-shortfall.ts'
import { fitStudentT } from './fit-student-t.ts'
import type { TailOptions } from './tail-options.ts'
import { tailRisk } from './tail-risk.ts'
import { valueAtRisk } from './value-at-risk.ts'

type Rest<T> = T extends unknown ? Omit<T, 'confidence'> : never

// Mean 0.002 and deviation over n - 1 of sqrt(0.00033): sums of squares 0.00132 over 4 distances.
const returns = [0.022, -0.018, 0.002, 0.022, -0.018]
const mean = 0.002
const deviation = Math.sqrt((4 * 0.02 ** 2) / 4)

function drawn(n: number, degrees: number): number[] {
  const draws = seededDraws(21)
  return Array.from({ length: n }, () => 0.001 + 0.01 * draws.studentT(degrees))
}

/** The mean of the value at risk over all tails up to that of the confidence, which the shortfall is. */
function averagedBeyond(series: readonly number[], confidence: number, options: Rest<TailOptions>): number {
  const cells = 1000
  let sum = 0
  for (let i = 0; i < cells; i++) {
    // Cells that shrink towards the end, where the quantile runs away.
    const [from, to] = [(i / cells) ** 3, ((i + 1) / cells) ** 3]
    const at = 1 - (1 - confidence) * ((from + to) / 2)
    sum += (to - from) * valueAtRisk(series, { ...options, confidence: at })!
  }
  return sum
}

describe('the gaussian method', () => {
  it('is -(mean + z sd), and the shortfall sd x density / tail - mean', () => {
    const options = { confidence: 0.99, method: 'gaussian' } as const
    expect(valueAtRisk(returns, options)).toBeCloseTo(2.3263478740408408 * deviation - mean, 14)
    expect(expectedShortfall(returns, options)).toBeCloseTo(2.665214220345806 * deviation - mean, 13)
  })

  it('divides by n where asked to', () => {
    const options = { confidence: 0.99, method: 'gaussian', ddof: 0 } as const
    expect(valueAtRisk(returns, options)).toBeCloseTo(2.3263478740408408 * deviation * Math.sqrt(4 / 5) - mean, 14)
    // @ts-expect-error there are two divisors
    expect(() => valueAtRisk(returns, { ...options, ddof: 2 })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'ddof' }) }),
    )
  })

  it('grows over a horizon with time in its mean and with the root of time in its deviation', () => {
    const options = { confidence: 0.95, method: 'gaussian', horizon: 10 } as const
    expect(valueAtRisk(returns, options)).toBeCloseTo(-normalQuantile(0.05) * deviation * Math.sqrt(10) - 10 * mean, 13)
    for (const horizon of [0, 1.5, -1, Number.NaN])
      expect(() => valueAtRisk(returns, { ...options, horizon })).toThrow(
        expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'horizon' }) }),
      )
  })
})

describe("the method of Student's t", () => {
  it('with degrees given keeps the variance of the sample', () => {
    const options = { confidence: 0.99, method: 'student-t', degreesOfFreedom: 4 } as const
    const scale = deviation * Math.sqrt(2 / 4)
    expect(valueAtRisk(returns, options)).toBeCloseTo(3.7469473879791968 * scale - mean, 13)
    // The density of 4 degrees is (3 / 8) (1 + t^2 / 4)^(-5 / 2); over the tail, times (4 + t^2) / 3.
    const density = 0.375 * (1 + 3.7469473879791968 ** 2 / 4) ** -2.5
    const beyond = (density / 0.01) * ((4 + 3.7469473879791968 ** 2) / 3)
    expect(beyond).toBeCloseTo(5.22, 2)
    expect(expectedShortfall(returns, options)).toBeCloseTo(beyond * scale - mean, 13)
  })

  it('with infinite degrees is the normal', () => {
    const options = { confidence: 0.99, method: 'student-t', degreesOfFreedom: Infinity } as const
    for (const measure of [valueAtRisk, expectedShortfall])
      expect(measure(returns, options)).toBeCloseTo(measure(returns, { confidence: 0.99, method: 'gaussian' })!, 14)
  })

  it('fitted finds what a series was drawn with', () => {
    const fit = fitStudentT(drawn(8000, 5))!
    // Fisher's information at 5 degrees gives standard errors of about 0.29, 1.3e-4 and 1.2e-4.
    expect(Math.abs(fit.degrees - 5)).toBeLessThan(4 * 0.29)
    expect(Math.abs(fit.location - 0.001)).toBeLessThan(4 * 1.3e-4)
    expect(Math.abs(fit.scale - 0.01)).toBeLessThan(4 * 1.3e-4)
  })

  it.each([1, 1.6, 3, 12])('fitted to a series of %d degrees is likelier than all near it', (degrees) => {
    const series = drawn(400, degrees)
    const fit = fitStudentT(series)!
    const logLikelihood = (location: number, scale: number, nu: number) =>
      series.reduce((sum, r) => sum + Math.log(studentTDensity((r - location) / scale, nu) / scale), 0)
    const best = logLikelihood(fit.location, fit.scale, fit.degrees)
    for (const step of [-0.05, -0.005, 0.005, 0.05]) {
      expect(logLikelihood(fit.location + step * fit.scale, fit.scale, fit.degrees)).toBeLessThan(best)
      expect(logLikelihood(fit.location, fit.scale * (1 + step), fit.degrees)).toBeLessThan(best)
      const nu = fit.degrees * (1 + step)
      if (nu >= 1) expect(logLikelihood(fit.location, fit.scale, nu)).toBeLessThan(best)
    }
  })

  it('fitted to thin tails is the normal distribution', () => {
    // A uniform spread has thinner tails than the normal, the limit of the family.
    const even = Array.from({ length: 101 }, (_, i) => (i - 50) / 1000)
    const fit = fitStudentT(even)!
    expect(fit.degrees).toBe(Infinity)
    const gaussian = { confidence: 0.99, method: 'gaussian', ddof: 0 } as const
    expect(valueAtRisk(even, { confidence: 0.99, method: 'student-t' })).toBeCloseTo(valueAtRisk(even, gaussian)!, 9)
  })

  it('finds no fit where half of the returns are equal, and one where hardly fewer are', () => {
    const still = [...drawn(50, 4), ...new Array(50).fill(0)]
    expect(tailRisk(still, { confidence: 0.99, method: 'student-t' }).gap).toBe('no-fit')
    const fit = fitStudentT([...drawn(60, 4), ...new Array(40).fill(0)])!
    expect(fit.scale).toBeGreaterThan(1e-4)
  })

  it('has no shortfall where the tail has no mean, and says so', () => {
    // Cauchy and beyond: the search ends at 1 degree.
    const draws = seededDraws(5)
    const wild = Array.from({ length: 500 }, () => 0.01 * draws.studentT(0.6))
    const {
      valueAtRisk: value,
      expectedShortfall: shortfall,
      gap,
    } = tailRisk(wild, { confidence: 0.99, method: 'student-t' })
    expect(value).toBeGreaterThan(0)
    expect([shortfall, gap]).toEqual([null, 'mean-infinite'])
  })

  it('has a shortfall that is its value at risk averaged over the tail', () => {
    const options = { method: 'student-t', degreesOfFreedom: 3.5 } as const
    const expected = averagedBeyond(returns, 0.975, options)
    expect(expectedShortfall(returns, { ...options, confidence: 0.975 })! / expected).toBeCloseTo(1, 4)
    const normal = averagedBeyond(returns, 0.975, { method: 'gaussian' })
    expect(expectedShortfall(returns, { method: 'gaussian', confidence: 0.975 })! / normal).toBeCloseTo(1, 5)
  })

  it('refuses degrees without a variance', () => {
    for (const degreesOfFreedom of [2, 1, -3, Number.NaN])
      expect(() => valueAtRisk(returns, { confidence: 0.99, method: 'student-t', degreesOfFreedom })).toThrow(
        expect.objectContaining({ code: 'invalid-options' }),
      )
  })
})

describe('the Cornish-Fisher method', () => {
  const cornishFisher = (confidence: number) => ({ confidence, method: 'cornish-fisher' }) as const
  const skewed = drawn(600, 30).map((r) => r - 3 * (r - 0.001) ** 2)

  /** Skewness and excess kurtosis of the population, by their definition. */
  function shapeOf(series: readonly number[]): readonly [number, number, number, number] {
    const n = series.length
    const m = series.reduce((sum, r) => sum + r, 0) / n
    const moment = (k: number) => series.reduce((sum, r) => sum + (r - m) ** k, 0) / n
    return [m, Math.sqrt(moment(2)), moment(3) / moment(2) ** 1.5, moment(4) / moment(2) ** 2 - 3]
  }

  it('is the expansion at the sample moments', () => {
    const [m, sd, s, k] = shapeOf(skewed)
    const z = -1.6448536269514722
    const w = z + ((z ** 2 - 1) * s) / 6 + ((z ** 3 - 3 * z) * k) / 24 - ((2 * z ** 3 - 5 * z) * s ** 2) / 36
    expect(s).toBeLessThan(-0.1)
    expect(valueAtRisk(skewed, { ...cornishFisher(0.95), ddof: 0 })).toBeCloseTo(-(m + w * sd), 13)
    const sample = valueAtRisk(skewed, cornishFisher(0.95))!
    expect(sample).toBeCloseTo(-(m + w * sd * Math.sqrt(600 / 599)), 13)
  })

  it('has a shortfall that integrates the Edgeworth density, as Boudt, Peterson and Croux define it', () => {
    const [m, sd, s, k] = shapeOf(skewed)
    const w = -(valueAtRisk(skewed, { ...cornishFisher(0.99), ddof: 0 })! + m) / sd
    const density = (x: number) =>
      normalDensity(x) *
      (1 +
        (s / 6) * (x ** 3 - 3 * x) +
        (k / 24) * (x ** 4 - 6 * x ** 2 + 3) +
        (s ** 2 / 72) * (x ** 6 - 15 * x ** 4 + 45 * x ** 2 - 15))
    const step = 1e-4
    let sum = 0
    for (let x = w - step / 2; x > -12; x -= step) sum += x * density(x) * step
    const shortfall = expectedShortfall(skewed, { ...cornishFisher(0.99), ddof: 0 })
    expect(shortfall).toBeCloseTo((-sum / 0.01) * sd - m, 7)
  })

  it('over a horizon lets skewness fade with the root of time and kurtosis with time', () => {
    const [m, sd, s, k] = shapeOf(skewed)
    const [z, ss, kk] = [normalQuantile(0.01), s / Math.sqrt(10), k / 10]
    const w = z + ((z ** 2 - 1) * ss) / 6 + ((z ** 3 - 3 * z) * kk) / 24 - ((2 * z ** 3 - 5 * z) * ss ** 2) / 36
    const value = valueAtRisk(skewed, { ...cornishFisher(0.99), ddof: 0, horizon: 10 })
    expect(value).toBeCloseTo(-(10 * m + w * sd * Math.sqrt(10)), 12)
  })

  it('gives no figure where a rarer loss would come out smaller, and says so', () => {
    // One crash in 60: a skewness near -7, where the bare expansion falls from 95 % to 99 %.
    const crash = Array.from({ length: 60 }, (_, i) => (i === 30 ? -0.5 : 0.01 * Math.sin(i)))
    expect(tailRisk(crash, cornishFisher(0.99))).toEqual({
      valueAtRisk: null,
      expectedShortfall: null,
      gap: 'not-monotone',
    })
  })

  it('never falls as confidence rises, wherever it gives figures', () => {
    for (let power = 0; power < 40; power++) {
      const series = drawn(200, 5).map((r) => r - power * 0.4 * (r - 0.001) ** 2)
      let last = -Infinity
      for (let percent = 50; percent < 100; percent += 0.5) {
        const value = valueAtRisk(series, cornishFisher(percent / 100))
        if (value === null) break
        expect(value).toBeGreaterThanOrEqual(last)
        last = value
      }
    }
  })
})

describe('parametric methods', () => {
  it('are null where there is too little to estimate, and say which', () => {
    const options = { confidence: 0.99 } as const
    expect(tailRisk([0.01], { ...options, method: 'gaussian' }).gap).toBe('too-few-returns')
    expect(tailRisk([0.01, 0.02, 0.03], { ...options, method: 'cornish-fisher' }).gap).toBe('too-few-returns')
    expect(tailRisk([0.01, 0.02, 0.03], { ...options, method: 'student-t' }).gap).toBe('too-few-returns')
    const constant = new Array(50).fill(0.01)
    expect(tailRisk(constant, { ...options, method: 'student-t' }).gap).toBe('no-spread')
    expect(tailRisk(constant, { ...options, method: 'cornish-fisher' }).gap).toBe('no-spread')
    expect(tailRisk(constant, { ...options, method: 'garch' }).gap).toBe('too-few-returns')
  })

  it('knows the quantiles they are built from', () => {
    expect(normalQuantile(0.01)).toBeCloseTo(-2.3263478740408408, 14)
    expect(studentTQuantile(0.01, 4)).toBeCloseTo(-3.7469473879791968, 12)
  })
})
