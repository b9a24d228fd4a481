import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { normalCdf, normalDensity, normalQuantile } from './normal.ts'

/** Whether two numbers are the same but for a few units in the last place. */
function expectClose(actual: number, expected: number, parts = 2e-15): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(parts * Math.abs(expected))
}

describe('normalCdf', () => {
  // erfc(-x / sqrt(2)) / 2, reckoned with fifty digits.
  it.each([
    [-37.5, 4.605353009581955e-308],
    [-37, 5.725571222524577e-300],
    [-30, 4.906713927148187e-198],
    [-20.25, 1.77619986494957e-91],
    [-12.3, 4.5287069561587846e-35],
    [-8.125, 2.2368120644441053e-16],
    [-6, 9.86587645037698e-10],
    [-5.7, 5.990371401063528e-9],
    [-5.65, 8.022391850663497e-9],
    [-3, 0.0013498980316300946],
    [-1.96, 0.024997895148220435],
    [-1, 0.15865525393145705],
    [-0.67, 0.2514288950953101],
    [-0.66, 0.25462691467133614],
    [-1e-5, 0.49999601057719606],
    [0, 0.5],
    [0.3, 0.6179114221889527],
    [2, 0.9772498680518208],
  ])('at %d is %d to the last digits', (x, expected) => {
    expectClose(normalCdf(x), expected)
  })

  it('is what the density adds up to', () => {
    // Simpson's rule over steps small enough for its error, step^4 x the fourth derivative (at most 1.2) / 180.
    const step = 0.001
    for (const [from, to] of [
      [-9, -5],
      [-5, -1],
      [-1, 1],
      [1, 6],
    ] as const) {
      const count = Math.round((to - from) / step)
      let sum = normalDensity(from) + normalDensity(to)
      for (let i = 1; i < count; i++) sum += (i % 2 ? 4 : 2) * normalDensity(from + i * step)
      expect(normalCdf(to) - normalCdf(from)).toBeCloseTo((sum * step) / 3, 12)
    }
  })

  it('has a lower tail that is the upper one mirrored', () => {
    always(
      fc.property(fc.double({ min: -9, max: 9, noNaN: true }), (x) => {
        expect(Math.abs(normalCdf(x) + normalCdf(-x) - 1)).toBeLessThanOrEqual(2 * Number.EPSILON)
      }),
    )
  })

  it('ends at 0 and 1', () => {
    expect([-Infinity, -1000, 1000, Infinity].map(normalCdf)).toEqual([0, 0, 1, 1])
    expect(normalCdf(Number.NaN)).toBeNaN()
  })
})

describe('normalDensity', () => {
  it('keeps its digits where the square of x is large', () => {
    expectClose(normalDensity(0), 1 / Math.sqrt(2 * Math.PI))
    // exp(-x^2 / 2) / sqrt(2 pi), reckoned with fifty digits.
    expectClose(normalDensity(-1), 0.24197072451914334)
    expectClose(normalDensity(12.7), 3.777735721149138e-36)
    expectClose(normalDensity(36.01), 1.0512791818553631e-282)
    expect(normalDensity(36.01)).toBe(normalDensity(-36.01))
    expect([-Infinity, 41, Infinity].map(normalDensity)).toEqual([0, 0, 0])
  })
})

describe('normalQuantile', () => {
  // The root of log(cdf(x)) = log(p), reckoned with fifty digits.
  it.each([
    [1e-300, -37.0470962993612],
    [1e-100, -21.273453560965326],
    [1e-20, -9.262340089798407],
    [1e-12, -7.034483825301132],
    [1e-11, -6.706023155495136],
    [1e-6, -4.753424308822899],
    [0.01, -2.326347874040841],
    [0.025, -1.9599639845400543],
    [0.05, -1.6448536269514726],
    [0.0749, -1.4402382675279637],
    [0.0751, -1.43882539275254],
    [0.25, -0.6744897501960817],
    [0.45, -0.12566134685507402],
    [0.5, 0],
  ])('of %d is %d to the last digits', (p, expected) => {
    expectClose(normalQuantile(p), expected)
    if (p > 1e-6) expectClose(normalQuantile(1 - p), -expected, 1e-9)
  })

  it('is the inverse of the distribution, far out too', () => {
    always(
      fc.property(fc.double({ min: -37, max: 0, noNaN: true }), (x) => {
        // One unit in the last place of p moves x by less than that of x itself, but near 0.
        expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(x)))
      }),
    )
  })

  it('is infinite at 0 and 1, and nothing outside', () => {
    expect([0, 1].map(normalQuantile)).toEqual([-Infinity, Infinity])
    for (const p of [-0.1, 1.1, Number.NaN]) expect(normalQuantile(p)).toBeNaN()
  })
})
