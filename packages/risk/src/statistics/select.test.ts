import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { select } from './select.ts'

/** Whether rank k is settled: what sorting would put there, with nothing larger before and nothing smaller after. */
function expectSettled(values: readonly number[], k: number): void {
  const sorted = Float64Array.from(values).sort()
  const selected = Float64Array.from(values)
  select(selected, k)
  expect(selected[k] === sorted[k]).toBe(true)
  expect(selected.subarray(0, k).every((value) => value <= sorted[k]!)).toBe(true)
  expect(selected.subarray(k + 1).every((value) => value >= sorted[k]!)).toBe(true)
  expect(selected.sort()).toEqual(sorted)
}

describe('select', () => {
  it('agrees with sorting', () => {
    const values = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 50 })
    always(
      fc.property(values, fc.nat(), (values, k) => {
        expectSettled(values, k % values.length)
      }),
    )
  })

  it('agrees with sorting where most values are equal', () => {
    always(
      fc.property(fc.array(fc.nat(2), { minLength: 1, maxLength: 2000 }), fc.nat(), (values, k) => {
        expectSettled(values, k % values.length)
      }),
    )
  })

  it.each([
    ['rising', (i: number) => i],
    ['falling', (i: number) => -i],
    ['constant', () => 0.01],
    ['alternating', (i: number) => (i % 2 ? i : -i)],
    ['scattered', (i: number) => (i * 7919) % 10_007],
  ])('agrees with sorting on a long %s series', (_, value) => {
    const values = Array.from({ length: 10_007 }, (_, i) => value(i))
    for (const k of [0, 1, 500, 5003, 10_005, 10_006]) expectSettled(values, k)
  })
})
