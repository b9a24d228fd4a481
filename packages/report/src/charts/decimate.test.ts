import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decimate, spreadIndices } from './decimate.ts'

it('keeps a short line whole', () => {
  expect(decimate([3, 1, 2], 10)).toEqual([0, 1, 2])
})

it('keeps the lowest and the highest of every stretch, in order, and both ends', () => {
  // Two stretches of five: 0 to 4 with the high before the low, 5 to 9 with the low before the high.
  expect(decimate([5, 9, 1, 5, 5, 5, 2, 5, 8, 5], 2)).toEqual([0, 1, 2, 6, 8, 9])
})

it('passes over what is no number', () => {
  expect(decimate([Number.NaN, 1, Number.NaN, 2, Number.NaN, 3], 1)).toEqual([1, 5])
})

it('never loses the lowest or the highest of all, and never turns back', () => {
  const line = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 500 })
  fc.assert(
    fc.property(line, fc.integer({ min: 1, max: 40 }), (values, columns) => {
      const kept = decimate(values, columns)
      const shown = kept.map((index) => values[index]!)
      expect(Math.min(...shown)).toBe(Math.min(...values))
      expect(Math.max(...shown)).toBe(Math.max(...values))
      expect(kept[0]).toBe(0)
      expect(kept.at(-1)).toBe(values.length - 1)
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b))
      expect(kept.length).toBeLessThanOrEqual(2 * columns + 2)
    }),
  )
})

it('spreads indices evenly, with the first and the last', () => {
  expect(spreadIndices(9, 5)).toEqual([0, 2, 4, 6, 8])
  expect(spreadIndices(2, 5)).toEqual([0, 1])
  expect(spreadIndices(0, 5)).toEqual([])
})
