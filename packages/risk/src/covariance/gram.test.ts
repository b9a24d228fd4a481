import { seededRandom } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { gram } from './gram.ts'

describe('gram', () => {
  it.each([
    [0, 5],
    [1, 1],
    [3, 11],
    [4, 12],
    [5, 13],
    [8, 30],
    [13, 7],
  ])('sums the products of all pairs of %i rows of %i', (size, length) => {
    const random = seededRandom(size + length)
    const rows = Float64Array.from({ length: size * length }, () => random() - 0.5)
    const products = gram(rows, size, length)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        let sum = 0
        for (let t = 0; t < length; t++) sum += rows[i * length + t]! * rows[j * length + t]!
        expect(products[i * size + j]).toBeCloseTo(sum, 12)
      }
  })

  it('gives the same bits wherever a pair stands', () => {
    const random = seededRandom(1)
    const rows = Float64Array.from({ length: 7 * 900 }, () => random() - 0.5)
    const turned = new Float64Array(rows.length)
    for (let i = 0; i < 7; i++) turned.set(rows.subarray(i * 900, (i + 1) * 900), (6 - i) * 900)
    expect(gram(turned, 7, 900)).toEqual(gram(rows, 7, 900).toReversed())
  })
})
