import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { createQuadraticForm } from './quadratic-form.ts'

/** By its definition. */
function variance(weights: readonly number[], values: readonly number[]): number {
  const size = weights.length
  let sum = 0
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sum += weights[i]! * values[i * size + j]! * weights[j]!
  return sum
}

describe('createQuadraticForm', () => {
  const size = 4
  const factors = [1, 0.5, -0.3, 2]
  const values = factors.flatMap((a, i) => factors.map((b, j) => a * b + (i === j ? 0.7 : 0)))

  it("is w'Sw after any changes, and with more that are not set", () => {
    const change = fc.record({ row: fc.nat(size - 1), weight: fc.integer({ min: -1000, max: 1000 }) })
    always(
      fc.property(fc.array(change, { maxLength: 200 }), fc.array(change, { maxLength: 3 }), (sets, more) => {
        const form = createQuadraticForm(values, size)
        const weights = [0, 0, 0, 0]
        for (const { row, weight } of sets) {
          form.set(row, weight / 7)
          weights[row] = weight / 7
        }
        expect(form.with([])).toBeCloseTo(variance(weights, values), 4)
        for (const { row, weight } of more) weights[row]! += weight
        expect(form.with(more)).toBeCloseTo(variance(weights, values), 4)
      }),
    )
  })

  it('is exactly 0 again when nothing is left, after a rebuild', () => {
    const form = createQuadraticForm(values, size)
    for (let i = 0; i < 1_000; i++) form.set(i % size, 0.1 * i)
    for (let i = 0; i < size; i++) form.set(i, 0)
    expect(form.with([])).toBe(0)
  })
})
