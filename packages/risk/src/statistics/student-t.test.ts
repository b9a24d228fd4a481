import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { studentTCdf, studentTDensity, studentTQuantile } from './student-t.ts'

/** The finite sums that the distribution is for whole degrees (Abramowitz and Stegun, 26.7.3 and 26.7.4). */
function cdfOfWhole(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees))
  const cosine = Math.cos(angle)
  const even = degrees % 2 === 0
  let term = even ? 1 : cosine
  let sum = degrees === 1 ? 0 : term
  for (let k = even ? 2 : 3; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2
    sum += term
  }
  return 0.5 + (even ? Math.sin(angle) * sum : (2 / Math.PI) * (angle + Math.sin(angle) * sum)) / 2
}

describe("Student's t", () => {
  it.each([1, 2, 3, 4, 5, 10, 29, 30, 120, 1001])('is the finite sum for %i degrees', (degrees) => {
    for (const t of [-8, -2.5, -1, -0.01, 0, 0.3, 1.7, 6])
      expect(studentTCdf(t, degrees)).toBeCloseTo(cdfOfWhole(t, degrees), 13)
  })

  it.each([
    [0.975, 1, 12.706204736174694],
    [0.99, 4, 3.7469473879791968],
    [0.95, 3, 2.3533634348018264],
    [0.975, 10, 2.2281388519862744],
    [0.995, 30, 2.7499956535672259],
  ])('has the quantile that tables print: %d of %i degrees', (p, degrees, expected) => {
    expect(studentTQuantile(p, degrees)).toBeCloseTo(expected, 11)
    expect(studentTQuantile(1 - p, degrees)).toBeCloseTo(-expected, 11)
  })

  it('has a quantile that undoes the distribution, from 1 degree to the normal, far into the tail', () => {
    const degrees = fc.oneof(fc.double({ min: 1, max: 60, noNaN: true }), fc.double({ min: 60, max: 1e9, noNaN: true }))
    always(
      fc.property(fc.double({ min: -12, max: -0.31, noNaN: true }), degrees, (power, nu) => {
        const p = 10 ** power
        expect(studentTCdf(studentTQuantile(p, nu), nu) / p).toBeCloseTo(1, 9)
      }),
    )
  })

  it('has the density that its distribution rises with', () => {
    for (const degrees of [1, 1.5, 4, 33, 500, 1e6, Infinity])
      for (const t of [-3, -0.5, 0.1, 2]) {
        const slope = (studentTCdf(t + 1e-4, degrees) - studentTCdf(t - 1e-4, degrees)) / 2e-4
        expect(studentTDensity(t, degrees)).toBeCloseTo(slope, 8)
      }
  })

  it('passes into the normal without a step', () => {
    for (const p of [0.001, 0.05, 0.3]) {
      expect(studentTQuantile(p, 9_999_999)).toBeCloseTo(studentTQuantile(p, 10_000_001), 10)
      expect(studentTQuantile(p, 1e15)).toBeCloseTo(studentTQuantile(p, Infinity), 13)
    }
  })
})
