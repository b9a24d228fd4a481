import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { eigen } from './eigen.ts'
import { createSymmetricMatrix, type SymmetricMatrix } from './matrix.ts'
import { nearestPositiveSemidefinite } from './nearest-positive-semidefinite.ts'

/** Symmetric, with 1 on the diagonal and anything from -1 to 1 beside it. */
const someMatrix = fc.integer({ min: 2, max: 7 }).chain((n) =>
  fc.array(fc.integer({ min: -10, max: 10 }), { minLength: n * n, maxLength: n * n }).map((entries) => {
    const at = (i: number, j: number): number => (i === j ? 1 : entries[Math.max(i, j) * n + Math.min(i, j)]! / 10)
    return createSymmetricMatrix(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => at(i, j))))
  }),
)

function least({ values, size }: SymmetricMatrix): number {
  return Math.min(...eigen(values, size).values)
}

function distance(a: SymmetricMatrix, b: SymmetricMatrix): number {
  return Math.hypot(...a.values.map((value, at) => value - b.values[at]!))
}

describe('nearestPositiveSemidefinite', () => {
  it("finds the correlations of Higham's example", () => {
    const nearest = nearestPositiveSemidefinite(
      createSymmetricMatrix([
        [1, 1, 0],
        [1, 1, 1],
        [0, 1, 1],
      ]),
    )
    expect(nearest.at(0, 1)).toBeCloseTo(0.7607, 4)
    expect(nearest.at(0, 2)).toBeCloseTo(0.1573, 4)
    expect(nearest.at(1, 1)).toBe(1)
  })

  it('cuts eigenvalues below 0 where the diagonal is free', () => {
    // [1 2; 2 1] stretches (1, 1) by 3 and (1, -1) by -1.
    const nearest = nearestPositiveSemidefinite(
      createSymmetricMatrix([
        [1, 2],
        [2, 1],
      ]),
      { diagonal: 'free' },
    )
    for (const value of nearest.values) expect(value).toBeCloseTo(1.5, 12)
  })

  it('keeps variances, and their labels', () => {
    const said = createSymmetricMatrix(
      [
        [4, 7],
        [7, 9],
      ],
      ['NSE:INFY', 'NSE:TCS'],
    )
    const nearest = nearestPositiveSemidefinite(said)
    expect(nearest.at('NSE:INFY', 'NSE:INFY')).toBe(4)
    expect(nearest.at('NSE:TCS', 'NSE:TCS')).toBe(9)
    expect(nearest.at('NSE:INFY', 'NSE:TCS')).toBeCloseTo(6, 9)
  })

  it('gives back what is in order already', () => {
    const said = createSymmetricMatrix([
      [4, 5],
      [5, 9],
    ])
    expect(nearestPositiveSemidefinite(said)).toBe(said)
  })

  it('has no eigenvalue below 0, a diagonal of 1, and lies no further away than other correlations', () => {
    always(
      fc.property(someMatrix, fc.integer({ min: 0, max: 100 }), (said, part) => {
        const nearest = nearestPositiveSemidefinite(said)
        expect(least(nearest)).toBeGreaterThan(-1e-12)
        for (let i = 0; i < said.size; i++) expect(nearest.at(i, i)).toBe(1)
        // Correlations are convex, so none on the way to the identity may be nearer.
        const rows = Array.from({ length: said.size }, (_, i) =>
          Array.from({ length: said.size }, (_, j) => (nearest.at(i, j) * (i === j ? 100 : part)) / 100),
        )
        expect(distance(said, nearest)).toBeLessThanOrEqual(distance(said, createSymmetricMatrix(rows)) + 1e-6)
      }),
    )
  })

  it('comes nearer with the diagonal free', () => {
    always(
      fc.property(someMatrix, (said) => {
        const free = nearestPositiveSemidefinite(said, { diagonal: 'free' })
        expect(least(free)).toBeGreaterThan(-1e-12)
        expect(distance(said, free)).toBeLessThanOrEqual(distance(said, nearestPositiveSemidefinite(said)) + 1e-9)
      }),
    )
  })

  it('refuses variances that cannot be kept, and names the row', () => {
    const rows = [
      [
        [-1, 0],
        [0, 1],
      ],
      [
        [0, 0.1],
        [0.1, 1],
      ],
    ]
    for (const row of rows)
      expect(() => nearestPositiveSemidefinite(createSymmetricMatrix(row, ['a', 'b']))).toThrow(
        expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ field: 'a' }) }),
      )
    expect(
      nearestPositiveSemidefinite(
        createSymmetricMatrix([
          [-1, 0],
          [0, 1],
        ]),
        { diagonal: 'free' },
      ).at(0, 0),
    ).toBeCloseTo(0, 15)
  })

  it('refuses a diagonal that is neither', () => {
    expect(() => nearestPositiveSemidefinite(createSymmetricMatrix([[1]]), { diagonal: 'any' as 'free' })).toThrow(
      expect.objectContaining({ code: 'invalid-options' }),
    )
  })
})
