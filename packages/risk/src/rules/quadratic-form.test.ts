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

  it('at its worst is at least what any single fill makes of it, and something that fills can make of it', () => {
    const weight = fc.integer({ min: -1000, max: 1000 })
    const box = fc.record({ low: fc.integer({ min: -1000, max: 0 }), high: fc.integer({ min: 0, max: 1000 }) })
    always(
      fc.property(fc.tuple(weight, weight, weight, weight), fc.tuple(box, box, box, box), (weights, boxes) => {
        const form = createQuadraticForm(values, size)
        for (const [row, held] of weights.entries()) form.set(row, held)
        const open = boxes.map((ends, row) => ({ row, ...ends }))
        const found = form.worst([], open)
        const ends = open.flatMap(({ row, low, high }) => [low, high].map((end) => ({ row, weight: end })))
        for (const end of ends) expect(found).toBeGreaterThanOrEqual(form.with([end]) - 1e-6)
        const cases = Array.from({ length: 3 ** size }, (_, i) =>
          variance(
            weights.map((held, row) => held + [0, boxes[row]!.low, boxes[row]!.high][Math.floor(i / 3 ** row) % 3]!),
            values,
          ),
        )
        expect(cases.some((one) => Math.abs(one - found) <= 1e-9 * Math.max(1, one))).toBe(true)
        expect(form.worst([], [])).toBe(form.with([]))
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
