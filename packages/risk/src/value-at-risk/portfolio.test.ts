import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moments } from '../statistics/moments.ts'
import { normalQuantile } from '../statistics/normal.ts'
import { seededDraws } from '../statistics/random-draws.ts'
import { always, someConfidence } from '../testing/always.ts'
import { decomposeExpectedShortfall, decomposeValueAtRisk } from './decompose.ts'
import { portfolioReturns } from './portfolio-returns.ts'
import { incrementalValueAtRisk, portfolioExpectedShortfall, portfolioValueAtRisk } from './portfolio-value-at-risk.ts'
import { simulateReturns } from './simulate-returns.ts'
import { valueAtRisk } from './value-at-risk.ts'

const { normal } = seededDraws(31)
const market = Array.from({ length: 250 }, () => 0.0004 + 0.01 * normal())
const columns = [0.5, 1, 1.4, -0.3].map((beta) => market.map((r) => beta * r + 0.006 * normal()))
const positions = [40_000, -25_000, 60_000, 10_000]

const methods = [
  { confidence: 0.95, method: 'gaussian' },
  { confidence: 0.99, method: 'gaussian', horizon: 10, ddof: 0 },
  { confidence: 0.95, method: 'historical' },
  { confidence: 0.97, method: 'historical', quantileType: 1, horizon: 5 },
  { confidence: 0.99, method: 'monte-carlo', model: 'student-t', degreesOfFreedom: 4, seed: 6, paths: 5000 },
] as const

describe('portfolioReturns', () => {
  it('sums positions times returns, period by period', () => {
    expect(
      portfolioReturns(
        [
          [0.01, -0.03],
          [0.02, 0.01],
        ],
        [100, -50],
      ),
    ).toEqual(Float64Array.of(0, -3.5))
  })

  it('names the number that is none', () => {
    expect(() => portfolioReturns([[0.01], [Number.NaN]], [1, 0])).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message: 'portfolioReturns found columns[1][0] to be NaN; expected a finite number.',
      }),
    )
    expect(() => portfolioReturns([[0.01], [0.01]], [1, Infinity])).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ field: 'positions', row: 1 }) }),
    )
  })

  it('refuses positions and columns that do not fit', () => {
    for (const [series, held] of [
      [[[0.01], [0.02]], [1]],
      [
        [[0.01], [0.02, 0.03]],
        [1, 1],
      ],
      [[], []],
    ] as const)
      expect(() => portfolioReturns(series, held)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})

describe('portfolioValueAtRisk', () => {
  it('of the gaussian method is that of the covariance matrix', () => {
    let variance = 0
    let mean = 0
    for (const [i, a] of columns.entries()) {
      const { mean: meanOfA } = moments(a)
      mean += positions[i]! * meanOfA
      for (const [j, b] of columns.entries()) {
        const { mean: meanOfB } = moments(b)
        const covariance = a.reduce((sum, r, t) => sum + (r - meanOfA) * (b[t]! - meanOfB), 0) / 249
        variance += positions[i]! * positions[j]! * covariance
      }
    }
    const expected = -normalQuantile(1 - 0.99) * Math.sqrt(variance) - mean
    const options = { confidence: 0.99, method: 'gaussian' } as const
    expect(portfolioValueAtRisk(columns, positions, options)! / expected).toBeCloseTo(1, 12)
  })

  it('of any method that reads one series is that of the portfolio as one series', () => {
    const series = portfolioReturns(columns, positions)
    for (const method of ['historical', 'cornish-fisher', 'ewma', 'garch', 'filtered-historical'] as const) {
      const options = { confidence: 0.95, method }
      expect(portfolioValueAtRisk(columns, positions, options)).toBe(valueAtRisk(series, options))
    }
  })

  it('by Monte Carlo simulates instruments together, and comes near the covariance', () => {
    const options = { confidence: 0.95, method: 'monte-carlo', model: 'gaussian', seed: 4 } as const
    const simulated = simulateReturns(columns, options)!
    const historical = { confidence: 0.95, method: 'historical' } as const
    const value = portfolioValueAtRisk(columns, positions, options)!
    expect(value).toBe(valueAtRisk(portfolioReturns(simulated, positions), historical))
    // 100,000 paths: a standard error of 0.67 % of a deviation, 0.4 % of this quantile.
    expect(value / portfolioValueAtRisk(columns, positions, { confidence: 0.95, method: 'gaussian' })!).toBeCloseTo(
      1,
      1,
    )
    expect(portfolioExpectedShortfall(columns, positions, options)!).toBeGreaterThan(value)
  })

  it('does not depend on the order of instruments', () => {
    for (const options of methods.slice(0, 4)) {
      const turned = portfolioValueAtRisk(columns.toReversed(), positions.toReversed(), options)!
      expect(turned / portfolioValueAtRisk(columns, positions, options)!).toBeCloseTo(1, 11)
    }
  })

  it('is null without enough periods', () => {
    expect(portfolioValueAtRisk([[]], [1], { confidence: 0.95, method: 'historical' })).toBeNull()
    const options = { confidence: 0.95, method: 'monte-carlo', model: 'gaussian', seed: 4 } as const
    expect(portfolioValueAtRisk([[0.01]], [1], options)).toBeNull()
  })
})

describe('the decomposition', () => {
  it.each(methods)('of $method has components that sum to the total, which is the measure itself', (options) => {
    for (const [decompose, measure] of [
      [decomposeValueAtRisk, portfolioValueAtRisk],
      [decomposeExpectedShortfall, portfolioExpectedShortfall],
    ] as const) {
      const { total, component, marginal } = decompose(columns, positions, options)!
      expect(component.reduce((sum, part) => sum + part, 0)).toBe(total)
      expect(total / measure(columns, positions, options)!).toBeCloseTo(1, 11)
      for (const [i, position] of positions.entries()) expect(component[i]).toBe(position * marginal[i]!)
    }
  })

  it('of any returns sums to the historical measure, equal outcomes and all', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), {
      minLength: 1,
      maxLength: 30,
    })
    const types = fc.constantFrom(1 as const, 5 as const, 7 as const)
    always(
      fc.property(rows, someConfidence, types, (pairs, confidence, quantileType) => {
        const two = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
        const options = { confidence, method: 'historical', quantileType } as const
        for (const [decompose, measure] of [
          [decomposeValueAtRisk, portfolioValueAtRisk],
          [decomposeExpectedShortfall, portfolioExpectedShortfall],
        ] as const) {
          const total = measure(two, [2, -1], options)
          if (total === null) expect(decompose(two, [2, -1], options)).toBeNull()
          else expect(decompose(two, [2, -1], options)!.total).toBeCloseTo(total, 10)
        }
      }),
    )
  })

  it.each(methods)('of $method has marginals that are the slopes of the measure', (options) => {
    for (const [decompose, measure] of [
      [decomposeValueAtRisk, portfolioValueAtRisk],
      [decomposeExpectedShortfall, portfolioExpectedShortfall],
    ] as const) {
      const { marginal } = decompose(columns, positions, options)!
      for (let i = 0; i < positions.length; i++) {
        const at = (step: number) => measure(columns, positions.with(i, positions[i]! + step), options)!
        // So small a step that no outcome overtakes another.
        expect((at(0.01) - at(-0.01)) / 0.02).toBeCloseTo(marginal[i]!, 6)
      }
    }
  })

  it('is null where the portfolio does not vary or there is nothing in the tail', () => {
    const flat = [
      [0.01, -0.02, 0.03],
      [0.01, -0.02, 0.03],
    ]
    expect(decomposeValueAtRisk(flat, [1, -1], { confidence: 0.95, method: 'gaussian' })).toBeNull()
    expect(decomposeValueAtRisk([[]], [1], { confidence: 0.95, method: 'historical' })).toBeNull()
    expect(decomposeExpectedShortfall(flat, [1, 1], { confidence: 0.95, method: 'historical' })).toBeNull()
    // @ts-expect-error a fit has no slopes here
    expect(() => decomposeValueAtRisk(flat, [1, 1], { confidence: 0.95, method: 'garch' })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'method' }) }),
    )
  })
})

describe('incrementalValueAtRisk', () => {
  it('is what the measure becomes less what it was', () => {
    const change = [0, 25_000, 0, -10_000]
    const changed = [40_000, 0, 60_000, 0]
    for (const options of methods) {
      const expected =
        portfolioValueAtRisk(columns, changed, options)! - portfolioValueAtRisk(columns, positions, options)!
      expect(incrementalValueAtRisk(columns, positions, change, options)).toBe(expected)
    }
  })

  it('is near the marginal for a small change, and takes away all when everything is sold', () => {
    const options = { confidence: 0.95, method: 'gaussian' } as const
    const { marginal, total } = decomposeValueAtRisk(columns, positions, options)!
    const small = incrementalValueAtRisk(columns, positions, [10, 0, 0, 0], options)!
    expect(small / (10 * marginal[0]!)).toBeCloseTo(1, 2)
    const all = positions.map((position) => -position)
    expect(incrementalValueAtRisk(columns, positions, all, options)).toBeCloseTo(-total, 8)
  })
})
