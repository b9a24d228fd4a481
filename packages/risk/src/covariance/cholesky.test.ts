import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { cholesky, solveCholesky } from './cholesky.ts'

/** A x transposed A, which is positive semidefinite, with `ridge` added to its diagonal. */
function productOf(a: readonly number[], n: number, ridge: number): Float64Array {
  const product = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = i === j ? ridge : 0
      for (let k = 0; k < n; k++) sum += a[i * n + k]! * a[j * n + k]!
      product[i * n + j] = sum
    }
  return product
}

const someSquare = fc
  .integer({ min: 1, max: 7 })
  .chain((n) =>
    fc.tuple(fc.constant(n), fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n * n, maxLength: n * n })),
  )

describe('cholesky', () => {
  it('finds the factor of a worked example', () => {
    // [2 0 0; 6 1 0; -8 5 3] times its transpose.
    const matrix = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98)
    expect(cholesky(matrix, 3)).toEqual(Float64Array.of(2, 0, 0, 6, 1, 0, -8, 5, 3))
  })

  it('multiplies back to the matrix, with zeros above a positive diagonal', () => {
    always(
      fc.property(someSquare, ([n, a]) => {
        const matrix = productOf(a, n, 1)
        const lower = cholesky(matrix, n)!
        productOf([...lower], n, 0).forEach((value, i) => {
          expect(Math.abs(value - matrix[i]!)).toBeLessThan(1e-11)
        })
        for (let i = 0; i < n; i++) {
          expect(lower[i * n + i]).toBeGreaterThan(0)
          for (let j = i + 1; j < n; j++) expect(lower[i * n + j]).toBe(0)
        }
      }),
    )
  })

  it.each([
    ['a negative eigenvalue', [1, 2, 2, 1]],
    ['a zero on the diagonal', [1, 0, 0, 0]],
    ['a negative diagonal', [-1]],
    ['two columns that are the same', [0.01, 0.01, 0.01, 0.01]],
    ['a column that is a sum of others in decimals that floats miss', [0.1, 0.2, 0.3, 0.2, 0.5, 0.7, 0.3, 0.7, 1]],
    ['NaN', [Number.NaN]],
    ['infinity', [Number.POSITIVE_INFINITY]],
  ])('is null for %s', (_, values) => {
    expect(cholesky(Float64Array.from(values), Math.sqrt(values.length))).toBeNull()
  })

  it('leaves the matrix as it was', () => {
    const matrix = Float64Array.of(4, 2, 2, 3)
    cholesky(matrix, 2)
    expect(matrix).toEqual(Float64Array.of(4, 2, 2, 3))
  })
})

describe('solveCholesky', () => {
  it('gives back what the matrix was multiplied with', () => {
    always(
      fc.property(someSquare, ([n, a]) => {
        const matrix = productOf(a, n, 1)
        const b = Array.from({ length: n }, (_, i) => {
          let sum = 0
          for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * (j - 2)
          return sum
        })
        // Pivots of at least 1 beside entries of up to 600 amplify rounding by no more than their ratio.
        solveCholesky(cholesky(matrix, n)!, b).forEach((value, j) => {
          expect(Math.abs(value - (j - 2))).toBeLessThan(1e-8)
        })
      }),
    )
  })
})
