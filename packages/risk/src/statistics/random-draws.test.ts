import { describe, expect, it } from 'vitest'
import { normalQuantile } from './normal.ts'
import { type Draws, seededDraws } from './random-draws.ts'
import { studentTQuantile } from './student-t.ts'

const n = 100_000

function drawn(draw: (draws: Draws) => number): Float64Array {
  const draws = seededDraws(3)
  return Float64Array.from({ length: n }, () => draw(draws))
}

/** The part of draws that lie below each quantile is its probability, within four standard errors. */
function expectQuantiles(values: Float64Array, quantile: (p: number) => number): void {
  for (const p of [0.001, 0.01, 0.25, 0.5, 0.9, 0.999]) {
    const bound = quantile(p)
    const below = values.reduce((count, value) => count + Number(value < bound), 0) / n
    expect(Math.abs(below - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n))
  }
}

describe('seededDraws', () => {
  it('draws normals', () => {
    expectQuantiles(
      drawn((draws) => draws.normal()),
      normalQuantile,
    )
  })

  it.each([1, 2.5, 4, 30])("draws Student's t of %d degrees", (degrees) => {
    expectQuantiles(
      drawn((draws) => draws.studentT(degrees)),
      (p) => studentTQuantile(p, degrees),
    )
  })

  it.each([1, 3, 8.5])('draws chi-squares of %d degrees: a normal over their root is a t', (degrees) => {
    const ratio = drawn((draws) => draws.normal() / Math.sqrt(draws.chiSquare(degrees) / degrees))
    expectQuantiles(ratio, (p) => studentTQuantile(p, degrees))
  })

  it('draws the same from the same seed, to the bit, and something else from another', () => {
    const first = (seed: number) => {
      const draws = seededDraws(seed)
      return [draws.normal(), draws.studentT(4), draws.chiSquare(3), draws.normal(), draws.uniform()]
    }
    expect(first(42)).toEqual(first(42))
    expect(first(42)).not.toEqual(first(43))
  })
})
