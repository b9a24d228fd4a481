import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocateLots } from './allocate-lots.ts'

describe('allocateLots', () => {
  it('gives what is left over to the largest remainders, ties to the earliest', () => {
    expect(allocateLots(10, [1, 1, 1])).toEqual([4, 3, 3])
    expect(allocateLots(7, [0.5, 0.25, 0.25])).toEqual([3, 2, 2])
    expect(allocateLots(100, [0.305, 0.29, 0.405])).toEqual([31, 29, 40])
    expect(allocateLots(5, [1, 0, 1])).toEqual([3, 0, 2])
    expect(allocateLots(0, [1, 2])).toEqual([0, 0])
    expect(allocateLots(3, [1])).toEqual([3])
  })

  it('sums to the lots exactly, each part within one lot of its share, none for a weight of 0', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true })), { minLength: 1 }),
        (lots, weights) => {
          fc.pre(weights.some((weight) => weight > 0))
          const parts = allocateLots(lots, weights)
          const total = weights.reduce((sum, weight) => sum + weight, 0)
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(lots)
          parts.forEach((part, i) => {
            if (weights[i] === 0) expect(part).toBe(0)
            expect(Math.abs(part - (lots * weights[i]!) / total)).toBeLessThan(1 + 1e-6)
          })
        },
      ),
    )
  })

  it('sums exactly for any weights and any safe number of lots', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.array(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 9 }),
        (lots, weights) => {
          fc.pre(weights.some((weight) => weight > 0))
          const parts = allocateLots(lots, weights)
          expect(parts.reduce((sum, part) => sum + BigInt(part), 0n)).toBe(BigInt(lots))
          for (const part of parts) expect(part).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  it.each([
    [-1, [1]],
    [1.5, [1]],
    [Number.NaN, [1]],
    [1, []],
    [1, [0, 0]],
    [1, [-1, 2]],
    [1, [Number.NaN]],
    [1, [Number.POSITIVE_INFINITY]],
  ])('refuses %s lots over %j', (lots, weights) => {
    expect(() => allocateLots(lots, weights)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
