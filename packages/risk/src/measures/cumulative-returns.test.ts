import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { annualizedReturn } from './annualized-return.ts'
import { cumulativeReturns, totalReturn } from './cumulative-returns.ts'
import { logReturns } from './log-returns.ts'
import { simpleReturns } from './simple-returns.ts'

describe('cumulativeReturns and totalReturn', () => {
  it('compound from period to period', () => {
    const totals = cumulativeReturns([0.1, -0.5, 0.2])
    for (const [i, total] of [0.1, -0.45, -0.34].entries()) expect(totals[i]).toBeCloseTo(total, 14)
    expect(totalReturn([0.1, -0.5, 0.2])).toBe(totals[2])
  })

  it('give back the prices that returns are from', () => {
    const prices = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 2, maxLength: 40 })
    always(
      fc.property(prices, (values) => {
        const totals = cumulativeReturns(simpleReturns(values))
        for (const [i, total] of totals.entries()) expect((values[0]! * (1 + total)) / values[i + 1]!).toBeCloseTo(1, 9)
      }),
    )
  })

  it('are the growth of one year, whatever the order', () => {
    always(
      fc.property(someReturns(1), (returns) => {
        const total = totalReturn(returns)!
        expect(annualizedReturn(returns, { periodsPerYear: returns.length })).toBeCloseTo(total, 10)
        expect(totalReturn(returns.toReversed())).toBeCloseTo(total, 10)
      }),
    )
  })

  it('keep what is tiny beside 1, and a loss of everything', () => {
    expect(totalReturn(new Float64Array(1000).fill(1e-18))).toBeCloseTo(1e-15, 28)
    expect(cumulativeReturns([0.1, -1, 5])).toEqual(Float64Array.of(0.1, -1, -1))
  })

  it('are empty and null without returns', () => {
    expect(cumulativeReturns([])).toHaveLength(0)
    expect(totalReturn([])).toBeNull()
    expect(totalReturn(new Array(400).fill(9))).toBeNull()
  })
})

describe('logReturns', () => {
  it('are logarithms of the quotients, and add up to that of the whole', () => {
    const [up, down] = logReturns([100, 200, 100])
    expect([up, down]).toEqual([Math.LN2, -Math.LN2])
    const prices = [100, 103, 99.5, 120, 118]
    const sum = logReturns(prices).reduce((total, value) => total + value)
    expect(sum).toBeCloseTo(Math.log(1.18), 14)
    expect(logReturns([100])).toHaveLength(0)
  })

  it('become simple returns by expm1', () => {
    const prices = [100, 103, 99.5, 120, 118]
    const simple = simpleReturns(prices)
    for (const [i, value] of logReturns(prices).entries()) expect(Math.expm1(value)).toBeCloseTo(simple[i]!, 14)
  })

  it('do not lose a move that is small beside the price', () => {
    expect(logReturns([1e8, 1e8 + 1])[0]).toBeCloseTo(1e-8 - 5e-17, 22)
  })

  it.each([0, -1, Number.NaN, Infinity])('refuse a value of %s and name its row', (value) => {
    expect(() => logReturns([100, value])).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ source: 'logReturns', field: 'values', row: 1 }),
      }),
    )
  })
})
