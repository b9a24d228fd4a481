import { seededRandom } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { smallest } from './smallest.ts'

function expectSmallest(values: readonly number[], count: number): void {
  const sorted = Float64Array.from(values).sort()
  const found = smallest('test', values, count)
  expect(found[count - 1]).toBe(sorted[count - 1])
  expect(found.slice().sort()).toEqual(sorted.subarray(0, count))
}

describe('smallest', () => {
  it('agrees with sorting', () => {
    const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 })
    always(
      fc.property(values, fc.nat(), (values, count) => {
        expectSmallest(values, 1 + (count % values.length))
      }),
    )
  })

  it.each([1, 2, 400, 2000, 20_000, 39_999, 40_000])('finds %i of a long series', (count) => {
    const random = seededRandom(7)
    expectSmallest(
      Array.from({ length: 40_000 }, () => random() - 0.5),
      count,
    )
  })

  it('is not misled when the sample sees only the smallest values, or only the largest', () => {
    // 20,480 values are sampled at every tenth.
    const low = Array.from({ length: 20_480 }, (_, i) => (i % 10 === 0 ? i - 1e6 : i))
    expectSmallest(low, 1024)
    expectSmallest(
      low.map((value) => -value),
      1024,
    )
  })

  it('finds the tail of a long series of few different values', () => {
    expectSmallest(
      Array.from({ length: 30_000 }, (_, i) => (i * 7919) % 3),
      1500,
    )
  })

  it('leaves the series as it was', () => {
    const values = Float64Array.of(3, 1, 2)
    smallest('test', values, 2)
    expect(values).toEqual(Float64Array.of(3, 1, 2))
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %s and names its row', (value) => {
    for (const length of [10, 40_000]) {
      const values = Float64Array.from({ length }, (_, i) => (i * 7919) % 10_007)
      values[7] = value
      expect(() => smallest('valueAtRisk', values, 3)).toThrow(
        expect.objectContaining({
          code: 'invalid-data',
          message: `valueAtRisk found returns[7] to be ${value}; expected a finite number.`,
          details: {
            source: 'valueAtRisk',
            field: 'returns',
            value: String(value),
            expected: 'a finite number',
            row: 7,
          },
        }),
      )
    }
  })
})
