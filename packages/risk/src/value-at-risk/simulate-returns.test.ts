import { describe, expect, it } from 'vitest'
import { moments } from '../statistics/moments.ts'
import { normalDensity, normalQuantile } from '../statistics/normal.ts'
import { seededDraws } from '../statistics/random-draws.ts'
import { studentTDensity, studentTQuantile } from '../statistics/student-t.ts'
import { expectedShortfall } from './expected-shortfall.ts'
import { simulateReturns } from './simulate-returns.ts'
import { valueAtRisk } from './value-at-risk.ts'

function drawn(seed: number, n: number): number[] {
  const { normal } = seededDraws(seed)
  return Array.from({ length: n }, () => 0.001 + 0.01 * normal())
}

const first = drawn(1, 250)
const second = drawn(2, 250).map((r, i) => 0.6 * first[i]! + 0.8 * r)
const third = drawn(3, 250).map((r, i) => r - 0.5 * second[i]!)
const columns = [first, second, third]

function covariance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [Array.from(a), Array.from(b)]
  const [meanOfX, meanOfY] = [moments(x).mean, moments(y).mean]
  return x.reduce((sum, value, i) => sum + (value - meanOfX) * (y[i]! - meanOfY), 0) / (x.length - 1)
}

describe('simulateReturns', () => {
  it.each([{ model: 'gaussian' }, { model: 'student-t', degreesOfFreedom: 10 }] as const)(
    'of the model $model has the means and covariances of the sample',
    (model) => {
      const paths = 100_000
      const simulated = simulateReturns(columns, { ...model, seed: 7, paths })!
      for (const [i, a] of columns.entries()) {
        const { mean, deviation } = moments(a)
        expect(Math.abs(moments(simulated[i]!).mean - mean)).toBeLessThan((4 * deviation) / Math.sqrt(paths))
        for (const [j, b] of columns.entries()) {
          // The variance of a covariance is at most 2 v v / n for normals; t of 10 has 4 / 3 of that kurtosis and more.
          const error = 1.7 * Math.sqrt((2 / paths) * covariance(a, a) * covariance(b, b))
          expect(Math.abs(covariance(simulated[i]!, simulated[j]!) - covariance(a, b))).toBeLessThan(4 * error)
        }
      }
    },
  )

  it("of Student's t has extremes that come together, even of columns without correlation", () => {
    const apart = [drawn(4, 250), drawn(5, 250)]
    const jointly = (model: { model: 'gaussian' } | { model: 'student-t'; degreesOfFreedom: number }) => {
      const [a, b] = simulateReturns(apart, { ...model, seed: 7, paths: 50_000 })!
      const [low, other] = [0.01, 0.01].map(
        (p, i) => -valueAtRisk([a!, b!][i]!, { confidence: 1 - p, method: 'historical' })!,
      )
      return a!.reduce((count, x, i) => count + Number(x < low! && b![i]! < other!), 0)
    }
    expect(jointly({ model: 'student-t', degreesOfFreedom: 3 })).toBeGreaterThan(5 * jointly({ model: 'gaussian' }))
  })

  it('by blocks takes rows as they happened, one after the other, and round the end', () => {
    const rows = Array.from({ length: 10 }, (_, i) => i)
    const options = { model: 'block-bootstrap', seed: 3, paths: 2000, horizon: 3, blockLength: 3 } as const
    const [tens, units] = simulateReturns([rows.map((i) => 10 * i), rows], options)!
    const possible = rows.map((i) => i + ((i + 1) % 10) + ((i + 2) % 10))
    expect(new Set(units)).toEqual(new Set(possible))
    expect(Array.from(tens!)).toEqual(Array.from(units!, (sum) => 10 * sum))
  })

  it('copes with columns that say the same, with more columns than periods, and with one that stands still', () => {
    const options = { model: 'gaussian', seed: 1, paths: 2000 } as const
    const [a, b] = simulateReturns([first, first], options)!
    expect(Math.max(...a!.map((x, i) => Math.abs(x - b![i]!)))).toBeLessThan(1e-5)
    const wide = [0, 1, 2, 3, 4].map((i) => first.slice(i, i + 3))
    expect(simulateReturns(wide, options)!.every((column) => column.every(Number.isFinite))).toBe(true)
    const [still] = simulateReturns([new Array(5).fill(0.01)], options)!
    expect(new Set(still)).toEqual(new Set([0.01]))
  })

  it('gives the same for a seed, to the bit, and something else for another', () => {
    for (const model of [
      { model: 'gaussian' },
      { model: 'student-t', degreesOfFreedom: 4 },
      { model: 'block-bootstrap' },
    ] as const) {
      const of = (seed: number) => simulateReturns(columns, { ...model, seed, paths: 50, horizon: 2 })
      expect(of(9)).toEqual(of(9))
      expect(of(9)).not.toEqual(of(10))
    }
    const options = { seed: 9, paths: 50 }
    expect(simulateReturns(columns, options)).toEqual(simulateReturns(columns, { ...options, model: 'gaussian' }))
  })

  it('refuses what has no meaning', () => {
    const options = { model: 'gaussian', seed: 1 } as const
    const refusal = (option: string) =>
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) })
    expect(() => simulateReturns([], options)).toThrow(refusal('columns'))
    expect(() => simulateReturns([[0.01, 0.02], [0.01]], options)).toThrow(refusal('columns'))
    expect(() => simulateReturns(columns, { ...options, seed: 0.5 })).toThrow(refusal('seed'))
    expect(() => simulateReturns(columns, { ...options, paths: 0 })).toThrow(refusal('paths'))
    // @ts-expect-error there is no such model
    expect(() => simulateReturns(columns, { ...options, model: 'copula' })).toThrow(refusal('model'))
    expect(() => simulateReturns([[0.01, Number.NaN]], options)).toThrow(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ row: 1 }) }),
    )
    expect(simulateReturns([[0.01]], options)).toBeNull()
  })
})

describe('the Monte Carlo method', () => {
  const { mean, deviation } = moments(first)
  const paths = 200_000

  it('comes within four standard errors of the normal quantile', () => {
    for (const confidence of [0.95, 0.99]) {
      const q = normalQuantile(1 - confidence)
      const error = (Math.sqrt((confidence * (1 - confidence)) / paths) / normalDensity(q)) * deviation
      const options = { confidence, method: 'monte-carlo', model: 'gaussian', seed: 99, paths } as const
      const exact = { confidence, method: 'gaussian' } as const
      expect(Math.abs(valueAtRisk(first, options)! - valueAtRisk(first, exact)!)).toBeLessThan(4 * error)
      expect(Math.abs(expectedShortfall(first, options)! - expectedShortfall(first, exact)!)).toBeLessThan(8 * error)
    }
  })

  it("comes within four standard errors of Student's quantile", () => {
    const degreesOfFreedom = 4
    const q = studentTQuantile(0.01, degreesOfFreedom)
    const scale = deviation * Math.sqrt(0.5)
    const error = (Math.sqrt((0.99 * 0.01) / paths) / studentTDensity(q, degreesOfFreedom)) * scale
    const exact = valueAtRisk(first, { confidence: 0.99, method: 'student-t', degreesOfFreedom })!
    const drawnValue = valueAtRisk(first, {
      confidence: 0.99,
      method: 'monte-carlo',
      model: 'student-t',
      degreesOfFreedom,
      seed: 5,
      paths,
    })!
    expect(Math.abs(drawnValue - exact)).toBeLessThan(4 * error)
  })

  it('adds up the periods of a horizon', () => {
    const options = { confidence: 0.95, method: 'monte-carlo', model: 'gaussian', seed: 2, paths, horizon: 5 } as const
    const error = (Math.sqrt((0.95 * 0.05) / paths) / normalDensity(normalQuantile(0.05))) * deviation * Math.sqrt(5)
    const exact = valueAtRisk(first, { confidence: 0.95, method: 'gaussian', horizon: 5 })!
    expect(Math.abs(valueAtRisk(first, options)! - exact)).toBeLessThan(4 * error)
    expect(mean).not.toBe(0)
  })

  it('by blocks of one period is exceeded as often as the sample exceeds it', () => {
    const options = {
      confidence: 0.9,
      method: 'monte-carlo',
      model: 'block-bootstrap',
      seed: 2,
      blockLength: 1,
    } as const
    const value = valueAtRisk(first, options)!
    const beyond = first.filter((r) => -r >= value - 1e-12).length / first.length
    expect(Math.abs(beyond - 0.1)).toBeLessThanOrEqual(2 / first.length)
  })
})
