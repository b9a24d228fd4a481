import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { aggregateReturns } from './aggregate-returns.ts'
import { totalReturn } from './cumulative-returns.ts'

const day = 86_400_000
const at = (date: string) => Date.parse(date)

describe('aggregateReturns', () => {
  // What the tests of Python's empyrical state for monthly returns from January to September 2000.
  const months = Array.from({ length: 9 }, (_, i) => Date.UTC(2000, i + 1, 0))
  const returns = [0, 0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1]

  it('compounds months to quarters and years', () => {
    const yearly = aggregateReturns({ times: months, returns }, { to: 'year' })
    expect(yearly.returns).toHaveLength(1)
    expect(yearly.returns[0]).toBeCloseTo(0.038931091700480147, 14)
    expect([...yearly.times]).toEqual([Date.UTC(2000, 8, 30)])
    const quarterly = aggregateReturns({ times: months, returns }, { to: 'quarter' })
    for (const [i, expected] of [0.111, 0.008576, -0.07282].entries())
      expect(quarterly.returns[i]).toBeCloseTo(expected, 12)
    expect([...quarterly.times]).toEqual([months[2], months[5], months[8]])
  })

  it('begins weeks on Monday, across the turn of a year', () => {
    // Sunday 28 December 2025, Monday 29, Friday 2 January 2026, Monday 5.
    const times = ['2025-12-28', '2025-12-29', '2026-01-02', '2026-01-05'].map(at)
    const weekly = aggregateReturns({ times, returns: [0.01, 0.02, 0.03, 0.04] }, { to: 'week' })
    expect([...weekly.times]).toEqual([times[0], times[2], times[3]])
    expect(weekly.returns[1]).toBeCloseTo(1.02 * 1.03 - 1, 14)
  })

  it('reads the date where it is told to', () => {
    // Midnight of 1 February in Mumbai is 18:30 of 31 January in London.
    const times = [at('2026-01-30T18:30Z'), at('2026-01-31T18:30Z')]
    const dated = { times, returns: [0.01, 0.02] }
    expect(aggregateReturns(dated, { to: 'month' }).returns).toHaveLength(1)
    expect([...aggregateReturns(dated, { to: 'month', timeZone: 'Asia/Kolkata' }).returns]).toEqual([0.01, 0.02])
  })

  it('loses and adds nothing: all periods together are the whole', () => {
    const to = fc.constantFrom('week' as const, 'month' as const, 'quarter' as const, 'year' as const)
    always(
      fc.property(someReturns(1), to, fc.integer({ min: 1, max: 40 }), (values, period, step) => {
        const times = values.map((_, i) => at('2024-01-15') + i * step * day)
        const found = aggregateReturns({ times, returns: values }, { to: period })
        expect(totalReturn(found.returns)).toBeCloseTo(totalReturn(values)!, 9)
        expect(found.times.at(-1)).toBe(times.at(-1))
      }),
    )
  })

  it('leaves out what is missing, and a period in which nothing else is', () => {
    const values = returns.map((value, i) => (i < 3 ? Number.NaN : value))
    const quarterly = aggregateReturns({ times: months, returns: values }, { to: 'quarter', missing: 'drop' })
    expect([...quarterly.times]).toEqual([months[5], months[8]])
    expect(aggregateReturns({ times: [], returns: [] }, { to: 'year' }).returns).toHaveLength(0)
  })

  it.each([
    ['to', { to: 'day' as 'week' }],
    ['timeZone', { to: 'week', timeZone: 'Bombay' } as const],
  ])('refuses %s without a meaning', (option, options) => {
    expect(() => aggregateReturns({ times: months, returns }, options)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('refuses times that do not rise or are not as many, and returns below -1', () => {
    const refuse = (times: readonly number[], values: readonly number[], details: object) => {
      expect(() => aggregateReturns({ times, returns: values }, { to: 'week' })).toThrow(
        expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining(details) }),
      )
    }
    refuse([2, 1], [0, 0], { field: 'times', row: 1 })
    refuse([1], [0, 0], { field: 'times' })
    refuse([1, 2], [0, -2], { field: 'returns', row: 1 })
  })
})
