import { seededRandom } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { eigen } from './eigen.ts'

/** That the vectors are of length 1, apart at right angles, and stretched by their values. */
function expectEigen(matrix: Float64Array, n: number, tolerance: number): void {
  const { values, vectors } = eigen(matrix, n)
  const row = (i: number): Float64Array => vectors.subarray(i * n, (i + 1) * n)
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  const scale = Math.max(...matrix.map(Math.abs))
  let worst = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      worst = Math.max(worst, Math.abs(dot(row(i), row(j)) - Number(i === j)))
      const image = dot(matrix.subarray(j * n, (j + 1) * n), row(i))
      worst = Math.max(worst, Math.abs(image - values[i]! * row(i)[j]!) / (scale || 1))
    }
  }
  expect(worst).toBeLessThan(tolerance)
}

describe('eigen', () => {
  it('stretches every vector by its value', () => {
    const entries = fc
      .integer({ min: 1, max: 8 })
      .chain((n) =>
        fc.tuple(fc.constant(n), fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 64, maxLength: 64 })),
      )
    always(
      fc.property(entries, fc.constantFrom(1, 1e-200, 1e200), ([n, drawn], scale) => {
        const matrix = new Float64Array(n * n)
        for (let i = 0; i < n; i++)
          for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = drawn[i * 8 + j]! * scale
        expectEigen(matrix, n, 1e-13)
      }),
    )
  })

  it('does so for a large matrix', () => {
    const random = seededRandom(3)
    const n = 60
    const matrix = new Float64Array(n * n)
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = random() - 0.5
    expectEigen(matrix, n, 1e-11)
  })

  it('finds the values of a worked example', () => {
    // 2 - 2 cos(k pi / 4), of the matrix with 2 on the diagonal and -1 beside it.
    const { values } = eigen(Float64Array.of(2, -1, 0, -1, 2, -1, 0, -1, 2), 3)
    expect([...values.sort()]).toEqual([2 - Math.SQRT2, 2, 2 + Math.SQRT2].map((value) => expect.closeTo(value, 14)))
  })
})
