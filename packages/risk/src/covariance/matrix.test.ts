import { describe, expect, it } from 'vitest'
import { createSymmetricMatrix } from './matrix.ts'

describe('createSymmetricMatrix', () => {
  it('is read by label and by number', () => {
    const matrix = createSymmetricMatrix(
      [
        [1, 0.5],
        [0.5, 2],
      ],
      ['NSE:INFY', 'NSE:TCS'],
    )
    expect(matrix.at('NSE:INFY', 'NSE:TCS')).toBe(0.5)
    expect(matrix.at(1, 1)).toBe(2)
    expect([...matrix.values]).toEqual([1, 0.5, 0.5, 2])
    expect(createSymmetricMatrix([[1]]).labels).toEqual(['0'])
    expect(createSymmetricMatrix([]).size).toBe(0)
  })

  it('takes the mean of mirror images that differ by rounding', () => {
    const matrix = createSymmetricMatrix([
      [1, 0.1 + 0.2],
      [0.3, 1],
    ])
    expect(matrix.at(0, 1)).toBe(matrix.at(1, 0))
  })

  it.each<[string, number[][], string[] | undefined]>([
    ['invalid-options', [[1, 2]], undefined],
    ['invalid-options', [[1, 2], [2]], undefined],
    ['invalid-options', [[1]], ['a', 'b']],
    [
      'invalid-options',
      [
        [1, 0],
        [0, 1],
      ],
      ['a', 'a'],
    ],
    [
      'invalid-data',
      [
        [1, 2],
        [3, 1],
      ],
      undefined,
    ],
    ['invalid-data', [[Number.NaN]], undefined],
    [
      'invalid-data',
      [
        [1, Number.POSITIVE_INFINITY],
        [Number.POSITIVE_INFINITY, 1],
      ],
      undefined,
    ],
  ])('refuses with %s: %j with labels %j', (code, rows, labels) => {
    expect(() => createSymmetricMatrix(rows, labels)).toThrow(expect.objectContaining({ code }))
  })
})
