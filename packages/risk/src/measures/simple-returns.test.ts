import { describe, expect, it } from 'vitest'
import { simpleReturns } from './simple-returns.ts'

describe('simpleReturns', () => {
  it('tells the part gained or lost in each period', () => {
    expect(simpleReturns([100, 101, 50.5, 50.5])).toEqual(Float64Array.of(0.01, -0.5, 0))
    expect(simpleReturns(Float64Array.of(80, 100))).toEqual(Float64Array.of(0.25))
  })

  it('is empty for fewer than two values', () => {
    expect(simpleReturns([])).toHaveLength(0)
    expect(simpleReturns([100])).toHaveLength(0)
  })

  it('ends with -1 where everything is lost', () => {
    expect(simpleReturns([100, 50, 0])).toEqual(Float64Array.of(-0.5, -1))
  })

  it.each([
    [[100, 0, 100], 1],
    [[0, 100], 0],
    [[100, -1], 1],
    [[100, 100, Number.NaN], 2],
    [[100, Number.POSITIVE_INFINITY], 1],
    [[Number.NaN], 0],
  ])('refuses %j and names row %i', (values, row) => {
    expect(() => simpleReturns(values)).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ source: 'simpleReturns', field: 'values', value: String(values[row]), row }),
      }),
    )
  })
})
