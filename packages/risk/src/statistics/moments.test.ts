import { describe, expect, it } from 'vitest'
import { moments } from './moments.ts'

describe('moments', () => {
  it('gives the mean and the deviation over n - 1', () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, 32 / 7.
    const { mean, deviation } = moments([2, 4, 4, 4, 5, 5, 7, 9])
    expect(mean).toBe(5)
    expect(deviation).toBeCloseTo(Math.sqrt(32 / 7), 15)
  })

  it('does not lose the spread of values far from 0', () => {
    // NIST's NumAcc4 in small: 10,000,000.1 to 10,000,000.3, whose deviation is 0.1.
    const values = Array.from({ length: 1001 }, (_, i) =>
      i === 0 ? 10_000_000.2 : i % 2 ? 10_000_000.1 : 10_000_000.3,
    )
    expect(moments(values).deviation).toBeCloseTo(0.1, 8)
  })

  it.each([0.01, 0.1, 1 / 3, -0.07, 0])('finds no spread in a series that is %s throughout', (value) => {
    for (const length of [2, 3, 10, 252, 1000]) expect(moments(new Array(length).fill(value)).deviation).toBe(0)
  })

  it('finds no spread where only rounding differs', () => {
    expect(moments([0.01, 0.010000000000000002, 0.01, 0.009999999999999998]).deviation).toBe(0)
    expect(moments([0.01, 0.0100001]).deviation).toBeCloseTo(1e-7 / Math.SQRT2, 15)
  })
})
