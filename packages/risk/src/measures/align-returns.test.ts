import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { alignReturns, type DatedReturns } from './align-returns.ts'

const fund = { times: [1, 2, 4, 5], returns: [0.1, 0.2, 0.4, 0.5] }
const index = { times: [0, 2, 3, 4, 5], returns: [0, 0.02, 0.03, 0.04, 0.05] }

describe('alignReturns', () => {
  it('keeps the times that both have, and counts the others', () => {
    expect(alignReturns(fund, index)).toEqual({
      times: Float64Array.of(2, 4, 5),
      returns: Float64Array.of(0.2, 0.4, 0.5),
      benchmark: Float64Array.of(0.02, 0.04, 0.05),
      unmatched: 3,
      missing: 0,
    })
    expect(alignReturns(fund, { times: [], returns: [] })).toMatchObject({ times: new Float64Array(0), unmatched: 4 })
  })

  it('drops pairs with a gap where it is told to, and counts them', () => {
    const gap = { ...fund, returns: [Number.NaN, 0.2, Number.NaN, 0.5] }
    const found = alignReturns(gap, index, { missing: 'drop' })
    expect([...found.times]).toEqual([2, 5])
    expect([found.unmatched, found.missing]).toEqual([3, 1])
    expect(() => alignReturns(gap, index)).toThrow(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ field: 'returns', row: 0 }) }),
    )
  })

  it('agrees with looking every time up', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 30 })).map((found) => found.sort((a, b) => a - b))
    always(
      fc.property(times, times, (own, other) => {
        const a: DatedReturns = { times: own, returns: own.map((time) => time / 100) }
        const b: DatedReturns = { times: other, returns: other.map((time) => time / 1000) }
        const found = alignReturns(a, b)
        const both = own.filter((time) => other.includes(time))
        expect([...found.times]).toEqual(both)
        expect([...found.returns]).toEqual(both.map((time) => time / 100))
        expect([...found.benchmark]).toEqual(both.map((time) => time / 1000))
        expect(found.unmatched).toBe(own.length + other.length - 2 * both.length)
      }),
    )
  })

  it.each([
    ['twice the same time', { times: [1, 1], returns: [0, 0] }],
    ['times that fall', { times: [2, 1], returns: [0, 0] }],
    ['a time that is none', { times: [1, Number.NaN], returns: [0, 0] }],
    ['fewer times than returns', { times: [1], returns: [0, 0] }],
  ])('refuses %s', (_, dated) => {
    for (const missing of ['reject', 'drop'] as const)
      expect(() => alignReturns(fund, dated, { missing })).toThrow(expect.objectContaining({ code: 'invalid-data' }))
  })
})
