import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { constant } from '../testing/degenerate.ts'
import { populationExcessKurtosis, sampleExcessKurtosis } from './kurtosis.ts'
import { populationSkewness, sampleSkewness } from './skewness.ts'

/** The data that the manual of Excel explains SKEW and KURT with. */
const excel = [3, 4, 5, 2, 3, 4, 5, 6, 4, 7]

describe('skewness and kurtosis', () => {
  it('of a sample are what SKEW and KURT of Excel are documented to give', () => {
    expect(sampleSkewness(excel)).toBeCloseTo(0.359543071, 9)
    expect(sampleExcessKurtosis(excel)).toBeCloseTo(-0.151799637, 9)
  })

  it('of a population are central moments over powers of the second', () => {
    always(
      fc.property(someReturns(2), (returns) => {
        const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length
        const moment = (power: number) =>
          returns.reduce((sum, value) => sum + (value - mean) ** power, 0) / returns.length
        if (moment(2) < 1e-20) {
          expect(populationSkewness(returns)).toBeNull()
          return
        }
        expect(populationSkewness(returns)).toBeCloseTo(moment(3) / moment(2) ** 1.5, 8)
        expect(populationExcessKurtosis(returns)).toBeCloseTo(moment(4) / moment(2) ** 2 - 3, 8)
      }),
    )
  })

  it('do not change with scale, place and order, but the skewness turns with the sign', () => {
    always(
      fc.property(someReturns(4), fc.double({ min: 0.01, max: 100, noNaN: true }), (returns, scale) => {
        const moved = returns.map((value) => -scale * value + 0.01).toReversed()
        const before = sampleSkewness(returns)
        if (before === null) return
        expect(sampleSkewness(moved)).toBeCloseTo(-before, 7)
        expect(sampleExcessKurtosis(moved)).toBeCloseTo(sampleExcessKurtosis(returns)!, 6)
      }),
    )
  })

  it.each(constant)('are null for %s', (_, returns) => {
    for (const measure of [populationSkewness, sampleSkewness, populationExcessKurtosis, sampleExcessKurtosis])
      expect(measure(returns)).toBeNull()
  })

  it('need as many returns as their formula divides by', () => {
    const lengthsOf = (measure: (returns: readonly number[]) => number | null) =>
      [1, 2, 3, 4].filter((length) => measure([0.01, 0.02, -0.01, 0.04].slice(0, length)) !== null)
    expect(lengthsOf(populationSkewness)).toEqual([2, 3, 4])
    expect(lengthsOf(sampleSkewness)).toEqual([3, 4])
    expect(lengthsOf(populationExcessKurtosis)).toEqual([2, 3, 4])
    expect(lengthsOf(sampleExcessKurtosis)).toEqual([4])
  })

  it('hold for returns as small as floats go', () => {
    const tiny = excel.map((value) => value * 1e-120)
    expect(sampleSkewness(tiny)).toBeCloseTo(0.359543071, 9)
    expect(sampleExcessKurtosis(tiny)).toBeCloseTo(-0.151799637, 9)
  })
})
