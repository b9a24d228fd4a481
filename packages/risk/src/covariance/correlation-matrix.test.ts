import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { type CorrelationOptions, correlationMatrix } from './correlation-matrix.ts'
import { covarianceMatrix } from './covariance-matrix.ts'

const none = Number.NaN
const somePair = fc.integer({ min: 2, max: 25 }).chain((length) => {
  const row = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: length, maxLength: length })
  return fc.tuple(row, row)
})

describe('correlationMatrix', () => {
  it('is the covariance over both standard deviations', () => {
    // Deviations -2 0 2 and -1 1 0 x 3: 6 + 0 + 0 over the roots of 8 and 18 is 0.5.
    const matrix = correlationMatrix({ a: [1, 3, 5], b: [-3, 3, 0] })!
    expect(matrix.at('a', 'b')).toBeCloseTo(0.5, 14)
    expect(matrix.at('a', 'a')).toBe(1)
  })

  it.each<CorrelationOptions>([
    {},
    { method: 'spearman' },
    { missing: 'pairwise' },
    { method: 'spearman', missing: 'pairwise' },
  ])('lies between -1 and 1, and is 1 with itself: %j', (options) => {
    always(
      fc.property(somePair, ([x, y]) => {
        const scaled = x.map((value) => 3 - value * 0.1)
        const matrix = correlationMatrix([x, y, scaled], options)!
        for (const value of matrix.values) if (!Number.isNaN(value)) expect(Math.abs(value)).toBeLessThanOrEqual(1)
        for (let i = 0; i < 3; i++) expect([1, null]).toContain(matrix.at(i, i))
        if (matrix.at(0, 0) !== null) expect(matrix.at(0, 2)).toBeCloseTo(-1, 12)
      }),
    )
  })

  it.each<CorrelationOptions>([
    {},
    { method: 'spearman' },
    { missing: 'pairwise' },
    { shrinkage: 'constant-correlation' },
  ])('is null with a constant series, and with no other: %j', (options) => {
    const matrix = correlationMatrix([[1, 2, 4, 3], new Array(4).fill(0.1), [1, 3, 2, 5]], options)!
    for (const i of [0, 1, 2]) expect(matrix.at(1, i)).toBeNull()
    expect(matrix.at(0, 2)).not.toBeNull()
    expect(matrix.at(0, 0)).toBe(1)
  })

  it('of ranks gives a worked example with ties', () => {
    // Ranks 1, 2.5, 2.5, 4 and 2, 1, 3, 4: deviations -1.5 0 0 1.5 and -0.5 -1.5 0.5 1.5, so 3 over the roots of 4.5 and 5.
    const matrix = correlationMatrix(
      [
        [10, 20, 20, 90],
        [0.2, 0.1, 0.3, 7],
      ],
      { method: 'spearman' },
    )!
    expect(matrix.at(0, 1)).toBeCloseTo(3 / Math.sqrt(22.5), 14)
  })

  it('of ranks is 1 - 6 sum(d^2) / (n^3 - n) without ties', () => {
    const x = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    const y = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    expect(correlationMatrix([x, y], { method: 'spearman' })!.at(0, 1)).toBeCloseTo(1 - (6 * 194) / 990, 14)
  })

  it('of ranks gives what scipy 1.17 does', () => {
    const series = [
      [1, 4, 7, 2, 3, 5],
      [2, 5, 5, 3, 1, 9],
      [3, 6, 10, 5, 3, 3],
    ]
    const matrix = correlationMatrix(series, { method: 'spearman' })!
    expect(matrix.at(0, 1)).toBeCloseTo(0.7247137945655605, 13)
    expect(matrix.at(0, 2)).toBeCloseTo(0.5161002296110789, 13)
    expect(matrix.at(1, 2)).toBeCloseTo(0.3696246621802185, 13)
  })

  it('of ranks does not change under rising maps, and turns its sign under falling ones', () => {
    always(
      fc.property(somePair, ([x, y]) => {
        const of = (a: number[], b: number[]) => correlationMatrix([a, b], { method: 'spearman' })!.at(0, 1)
        const before = of(x, y)
        expect(
          of(
            x.map((value) => Math.exp(value / 5)),
            y.map((value) => value ** 3),
          ),
        ).toBe(before)
        const turned = of(
          x.map((value) => -value),
          y,
        )
        if (before === null) expect(turned).toBeNull()
        else expect(turned).toBeCloseTo(-before, 12)
      }),
    )
  })

  it('of returns does not change when a series is scaled and shifted', () => {
    always(
      fc.property(somePair, ([x, y]) => {
        const before = correlationMatrix([x, y])!.at(0, 1)
        const after = correlationMatrix([x.map((value) => 7 * value + 2), y])!.at(0, 1)
        if (before === null) expect(after).toBeNull()
        else expect(after).toBeCloseTo(before, 11)
      }),
    )
  })

  it('shrinks towards none, and says how far', () => {
    const series = [
      [1, 3, 5, 2],
      [-3, 3, 0, 1],
    ]
    const shrunk = correlationMatrix(series, { shrinkage: 'ledoit-wolf' })!
    const covariance = covarianceMatrix(series, { shrinkage: 'ledoit-wolf' })!
    expect(shrunk.shrinkage).toBe(covariance.shrinkage)
    expect(shrunk.at(0, 1)).toBeCloseTo(covariance.at(0, 1) / Math.sqrt(covariance.at(0, 0) * covariance.at(1, 1)), 14)
    expect(Math.abs(shrunk.at(0, 1)!)).toBeLessThan(Math.abs(correlationMatrix(series)!.at(0, 1)!))
  })

  it('takes each pair over the periods that both have, and ranks within them', () => {
    const series = [
      [1, 3, 5, none, 100],
      [-3, 3, 0, 8, none],
    ]
    expect(correlationMatrix(series, { missing: 'pairwise' })!.at(0, 1)).toBeCloseTo(0.5, 14)
    expect(correlationMatrix(series, { missing: 'pairwise', method: 'spearman' })!.at(0, 1)).toBeCloseTo(0.5, 14)
  })

  it('repairs pairs that do not fit together', () => {
    const matrix = correlationMatrix(
      [
        [1, -1, 2, none, none, none, 1, -1, 2],
        [1, -1, 2, 1, -1, 2, none, none, none],
        [none, none, none, 1, -1, 2, -1, 1, -2],
      ],
      { missing: 'pairwise' },
    )!
    // The nearest to [1 1 -1; 1 1 1; -1 1 1] has 1/2 in place of 1, by symmetry.
    expect(matrix.repaired).toBe(true)
    expect(matrix.at(0, 1)).toBeCloseTo(0.5, 8)
    expect(matrix.at(0, 2)).toBeCloseTo(-0.5, 8)
    expect(matrix.at(2, 2)).toBe(1)
  })

  it('is null without series, and for one period', () => {
    expect(correlationMatrix([])).toBeNull()
    expect(correlationMatrix([[1], [2]])).toBeNull()
  })

  it.each<CorrelationOptions>([
    { method: 'kendall' as 'pearson' },
    { method: 'spearman', shrinkage: 'oas' },
    { method: 'spearman', weighting: { lambda: 0.9 } },
  ])('refuses a method without meaning: %j', (options) => {
    expect(() =>
      correlationMatrix(
        [
          [1, 2],
          [2, 1],
        ],
        options,
      ),
    ).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'method' }) }),
    )
  })
})
