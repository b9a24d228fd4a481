import { describe, expect, it } from 'vitest'
import { fitGeneralizedPareto } from './generalized-pareto.ts'
import { seededDraws } from './random-draws.ts'

function drawn(shape: number, scale: number, n: number): Float64Array {
  const { uniform } = seededDraws(11)
  return Float64Array.from({ length: n }, () => {
    const rarity = -Math.log1p(-uniform())
    return scale * (shape === 0 ? rarity : Math.expm1(shape * rarity) / shape)
  })
}

function logLikelihood(excesses: Float64Array, shape: number, scale: number): number {
  return excesses.reduce((sum, x) => sum - Math.log(scale) - (1 + 1 / shape) * Math.log1p((shape * x) / scale), 0)
}

describe('fitGeneralizedPareto', () => {
  it.each([-0.2, 0, 0.15, 0.4, 0.9])('finds a shape of %d and its scale within four standard errors', (shape) => {
    const n = 4000
    const fit = fitGeneralizedPareto(drawn(shape, 0.02, n))
    // Smith (1987): the variances are (1 + shape)^2 / n, and 2 scale^2 (1 + shape) / n.
    expect(Math.abs(fit.shape - shape)).toBeLessThan((4 * (1 + shape)) / Math.sqrt(n))
    expect(Math.abs(fit.scale / 0.02 - 1)).toBeLessThan(4 * Math.sqrt((2 * (1 + shape)) / n))
  })

  it('finds the most likely of all parameters near it', () => {
    const excesses = drawn(0.25, 0.01, 150)
    const { shape, scale } = fitGeneralizedPareto(excesses)
    const best = logLikelihood(excesses, shape, scale)
    for (const [a, b] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [-1, -1],
      [1, -1],
      [-1, 1],
    ] as const)
      for (const step of [1e-4, 1e-2, 0.1])
        expect(logLikelihood(excesses, shape + a * step, scale * (1 + b * step))).toBeLessThan(best)
  })

  it('scales with the excesses', () => {
    const excesses = drawn(0.25, 0.01, 150)
    const one = fitGeneralizedPareto(excesses)
    const hundred = fitGeneralizedPareto(excesses.map((x) => 100 * x))
    expect(hundred.shape).toBeCloseTo(one.shape, 6)
    expect(hundred.scale / one.scale).toBeCloseTo(100, 4)
  })
})
