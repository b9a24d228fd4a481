import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { somePairs } from '../testing/pairs.ts'
import { downCapture, upCapture } from './capture.ts'

const arithmetic = { periodsPerYear: 12, mean: 'arithmetic' } as const
const geometric = { periodsPerYear: 12 } as const

describe('upCapture and downCapture', () => {
  const own = [0.03, -0.01, 0.01, 0]
  const benchmark = [0.02, -0.02, 0.01, -0.01]

  it('compare the rates of the periods in which the benchmark rose, and in which it fell', () => {
    const rate = (...returns: number[]) =>
      returns.reduce((growth, value) => growth * (1 + value), 1) ** (12 / returns.length) - 1
    expect(upCapture(own, benchmark, geometric)).toBeCloseTo(rate(0.03, 0.01) / rate(0.02, 0.01), 12)
    expect(downCapture(own, benchmark, geometric)).toBeCloseTo(rate(-0.01, 0) / rate(-0.02, -0.01), 12)
  })

  it('compare means where they are asked to', () => {
    expect(upCapture(own, benchmark, arithmetic)).toBeCloseTo(0.04 / 0.03, 12)
    expect(downCapture(own, benchmark, arithmetic)).toBeCloseTo(0.01 / 0.03, 12)
  })

  it('count a benchmark that stands still as up', () => {
    expect(upCapture([0.02, 0.01], [0, 0.01], arithmetic)).toBeCloseTo(3, 12)
    expect(downCapture([0.02, -0.01], [0, -0.01], arithmetic)).toBe(1)
  })

  it('are 1 for the benchmark itself, and leverage by definition', () => {
    always(
      fc.property(somePairs(1), fc.double({ min: -2, max: 4, noNaN: true }), (pairs, leverage) => {
        const other = pairs.map(([, b]) => b)
        for (const capture of [upCapture, downCapture]) {
          const itself = capture(other, other, geometric)
          if (itself !== null) expect(itself).toBe(1)
          const levered = capture(
            other.map((value) => leverage * value),
            other,
            arithmetic,
          )
          if (levered !== null) expect(levered).toBeCloseTo(leverage, 9)
        }
      }),
    )
  })

  it('are null where there is no such period, or nothing to compare with', () => {
    expect(upCapture([0.01], [-0.01], geometric)).toBeNull()
    expect(downCapture([0.01], [0.01], geometric)).toBeNull()
    expect(upCapture([0.01, 0.02], [0, 0], geometric)).toBeNull()
    for (const options of [geometric, arithmetic]) {
      expect(upCapture([], [], options)).toBeNull()
      expect(downCapture([], [], options)).toBeNull()
    }
  })

  it('refuse another mean, and a return below -1', () => {
    expect(() => upCapture([0.01], [0.01], { periodsPerYear: 12, mean: 'harmonic' as 'arithmetic' })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'mean' }) }),
    )
    expect(() => downCapture([0.01], [-1.5], geometric)).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ field: 'benchmark', row: 0 }),
      }),
    )
  })
})
