import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simpleReturns } from '../measures/simple-returns.ts'
import { always } from '../testing/always.ts'
import { type CovarianceOptions, covarianceMatrix } from './covariance-matrix.ts'
import { eigen } from './eigen.ts'

const infy = [0.01, -0.02, 0.03, 0]
const tcs = [0.02, -0.01, 0.01, 0.01]

/** Some series of the same length, in basis points. */
const someSeries = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 2, max: 20 })).chain(([size, length]) => {
  const point = fc.integer({ min: -2000, max: 2000 }).map((points) => points / 10_000)
  const row = fc.array(point, { minLength: length, maxLength: length })
  return fc.array(row, { minLength: size, maxLength: size })
})
const someOptions = fc.constantFrom<CovarianceOptions>(
  {},
  { weighting: { lambda: 0.94 } },
  { weighting: { lambda: 0.5, mean: 'weighted' } },
  { shrinkage: 'ledoit-wolf' },
  { shrinkage: 'oas' },
  { shrinkage: 'constant-correlation' },
  { shrinkage: 'single-factor' },
  { missing: 'pairwise' },
)

describe('covarianceMatrix', () => {
  it('is the sample covariance over n - 1, by label and by number', () => {
    // Means 0.005 and 0.0075; in units of 1e-6, (5 x 12.5) + (-25 x -17.5) + (25 x 2.5) + (-5 x 2.5) = 550, over 3.
    const matrix = covarianceMatrix({ 'NSE:INFY': infy, 'NSE:TCS': tcs })!
    expect(matrix.at('NSE:INFY', 'NSE:TCS')).toBeCloseTo(550e-6 / 3, 15)
    expect(matrix.at(1, 0)).toBe(matrix.at('NSE:INFY', 'NSE:TCS'))
    expect(matrix.at(0, 0)).toBeCloseTo(1300e-6 / 3, 15)
    expect(matrix).toMatchObject({
      size: 2,
      labels: ['NSE:INFY', 'NSE:TCS'],
      observations: 4,
      dropped: 0,
      shrinkage: 0,
    })
  })

  it('takes Float64Arrays and lists, and leaves them as they were', () => {
    const column = Float64Array.from(infy)
    const matrix = covarianceMatrix([column, tcs], { shrinkage: 'oas' })!
    expect(matrix.labels).toEqual(['0', '1'])
    expect([...column]).toEqual(infy)
  })

  it('does not lose small returns beside a large mean', () => {
    const offset = covarianceMatrix([infy.map((x) => x + 1e6), tcs.map((x) => x - 1e6)])!
    expect(offset.at(0, 1)).toBeCloseTo(550e-6 / 3, 11)
  })

  it('weighs the newest most: a worked example with mean 0', () => {
    // lambda 0.5: weights 1/7, 2/7 and 4/7.
    const matrix = covarianceMatrix(
      [
        [0.07, 0.07, 0.14],
        [0.07, -0.07, 0.07],
      ],
      { weighting: { lambda: 0.5 } },
    )!
    expect(matrix.at(0, 0)).toBeCloseTo((0.0049 * (1 + 2 + 16)) / 7, 15)
    expect(matrix.at(0, 1)).toBeCloseTo((0.0049 * (1 - 2 + 8)) / 7, 15)
  })

  it('follows the recursion of RiskMetrics once its beginning is forgotten', () => {
    const lambda = 0.8
    const [x, y] = [0.3, 0.7].map((phase) => Array.from({ length: 300 }, (_, t) => Math.sin(t * t + phase) / 50))
    let recursive = 0
    for (let t = 0; t < 300; t++) recursive = lambda * recursive + (1 - lambda) * x![t]! * y![t]!
    expect(covarianceMatrix([x!, y!], { weighting: { lambda } })!.at(0, 1)).toBeCloseTo(recursive, 15)
  })

  it('measures weighted returns from their weighted mean, corrected for it', () => {
    // Weights 1/3 and 2/3, mean 0.02, squares (1/3) 0.0004 + (2/3) 0.0001 = 0.0002, over 1 - 5/9.
    const matrix = covarianceMatrix([[0, 0.03]], { weighting: { lambda: 0.5, mean: 'weighted' } })!
    expect(matrix.at(0, 0)).toBeCloseTo(0.0002 / (4 / 9), 15)
  })

  it('comes to the sample covariance as weights become equal', () => {
    const equal = covarianceMatrix([infy, tcs])!
    const nearly = covarianceMatrix([infy, tcs], { weighting: { lambda: 1 - 1e-9, mean: 'weighted' } })!
    expect(nearly.at(0, 1)).toBeCloseTo(equal.at(0, 1), 11)
  })

  it('is symmetric and positive semidefinite, however it is estimated', () => {
    always(
      fc.property(someSeries, someOptions, (series, options) => {
        const { values, size } = covarianceMatrix(series, options)!
        for (let i = 0; i < size; i++)
          for (let j = 0; j < size; j++) expect(values[i * size + j]).toBe(values[j * size + i])
        const stretches = eigen(values, size).values
        expect(Math.min(...stretches)).toBeGreaterThanOrEqual(-1e-12 * Math.max(...stretches))
      }),
    )
  })

  it('does not care how the instruments are ordered', () => {
    always(
      fc.property(someSeries, someOptions, (series, options) => {
        const [one, other] = [covarianceMatrix(series, options)!, covarianceMatrix(series.toReversed(), options)!]
        const last = one.size - 1
        for (let i = 0; i <= last; i++)
          for (let j = 0; j <= last; j++) expect(other.at(last - i, last - j)).toBeCloseTo(one.at(i, j), 14)
      }),
    )
  })

  it('scales with the square of all returns', () => {
    always(
      fc.property(someSeries, someOptions, (series, options) => {
        const scaled = series.map((row) => row.map((value) => value * 100))
        const [one, other] = [covarianceMatrix(series, options)!, covarianceMatrix(scaled, options)!]
        one.values.forEach((value, at) => {
          expect(other.values[at]! / 10_000).toBeCloseTo(value, 13)
        })
        expect(other.shrinkage).toBeCloseTo(one.shrinkage, 6)
      }),
    )
  })

  it.each([
    ['ten times 0.01', new Array(10).fill(0.01)],
    ['equity that grows by 1 % in every period', simpleReturns(Array.from({ length: 11 }, (_, i) => 100 * 1.01 ** i))],
  ])('has exact zeros where a series is constant but for rounding: %s', (_, constant) => {
    const matrix = covarianceMatrix([constant, Array.from({ length: 10 }, (__, i) => i / 100)])!
    expect([...matrix.values.subarray(0, 3)]).toEqual([0, 0, 0])
  })

  it.each<[string, number[][], CovarianceOptions]>([
    ['no series', [], {}],
    ['all weight on one period', [[0.01, 0.02]], { weighting: { lambda: 1e-20, mean: 'weighted' } }],
    ['one period', [[0.01], [0.02]], {}],
    [
      'one period that is whole',
      [
        [0.01, Number.NaN],
        [0.02, 0.01],
      ],
      { missing: 'drop' },
    ],
    [
      'a pair with one period in common',
      [
        [0.01, 0.02, Number.NaN],
        [Number.NaN, 0.01, 0.02],
      ],
      { missing: 'pairwise' },
    ],
  ])('is null for %s', (_, series, options) => {
    expect(covarianceMatrix(series, options)).toBeNull()
  })

  it('refuses a missing return by default, and says which', () => {
    expect(() => covarianceMatrix({ 'NSE:INFY': infy, 'NSE:TCS': [0, 0, Number.NaN, 0] })).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message: expect.stringMatching(/^covarianceMatrix found NSE:TCS\[2\] to be NaN; expected a finite number/),
        details: expect.objectContaining({ field: 'NSE:TCS', row: 2 }),
      }),
    )
  })

  it.each(['reject', 'drop', 'pairwise'] as const)(
    'refuses infinity, which is not missing, with missing: %s',
    (missing) => {
      expect(() => covarianceMatrix([[0, Number.POSITIVE_INFINITY, 0]], { missing })).toThrow(
        expect.objectContaining({ code: 'invalid-data' }),
      )
    },
  )

  it('refuses series that differ in length', () => {
    expect(() => covarianceMatrix({ a: [0, 1], b: [0] })).toThrow(
      'covarianceMatrix found 1 returns of b; expected 2, as many as a has.',
    )
  })

  it('drops the periods in which something is missing, and counts them', () => {
    const holes = [
      [0.01, Number.NaN, -0.02, 0.03, 0],
      [0.02, 0.5, -0.01, 0.01, 0.01],
    ]
    const matrix = covarianceMatrix(holes, { missing: 'drop' })!
    expect([...matrix.values]).toEqual([...covarianceMatrix([infy, tcs])!.values])
    expect(matrix).toMatchObject({ observations: 4, dropped: 1, repaired: false })
  })

  it('takes each pair over the periods that both have', () => {
    const matrix = covarianceMatrix(
      [
        [...infy, Number.NaN],
        [...tcs, 0.04],
        [0.01, 0.02, -0.01, 0.03, 0.01],
      ],
      { missing: 'pairwise' },
    )!
    expect(matrix.at(0, 1)).toBeCloseTo(550e-6 / 3, 15)
    expect(matrix.at(1, 1)).toBeCloseTo(covarianceMatrix([[...tcs, 0.04]])!.at(0, 0), 15)
    expect(matrix).toMatchObject({ observations: 4, dropped: 0, repaired: false })
  })

  it('repairs pairs that do not fit together, keeps their variances, and says so', () => {
    // Over the periods that they share, 0 and 1 agree, 1 and 2 agree, and 0 and 2 are opposites.
    const none = Number.NaN
    const matrix = covarianceMatrix(
      [
        [1, -1, 2, none, none, none, 1, -1, 2],
        [1, -1, 2, 1, -1, 2, none, none, none],
        [none, none, none, 1, -1, 2, -1, 1, -2],
      ],
      { missing: 'pairwise' },
    )!
    expect(matrix.repaired).toBe(true)
    const stretches = eigen(matrix.values, 3).values
    expect(Math.min(...stretches)).toBeGreaterThan(-1e-12)
    // Every series is 1, -1 and 2 twice, or their opposites: squares 12, less 6 x the mean of 2/3 squared, over 5.
    expect(matrix.at(0, 0)).toBeCloseTo((12 - 6 * (2 / 3) ** 2) / 5, 12)
    expect(matrix.at(1, 1)).toBeCloseTo((12 - 6 * (2 / 3) ** 2) / 5, 12)
  })

  it.each<[string, CovarianceOptions]>([
    ['shrinkage', { shrinkage: 'lw' as 'oas' }],
    ['shrinkage', { shrinkage: 'toString' as 'oas' }],
    ['shrinkage', { shrinkage: 'oas', weighting: { lambda: 0.94 } }],
    ['shrinkage', { shrinkage: 'oas', missing: 'pairwise' }],
    ['missing', { missing: 'pairwise', weighting: { lambda: 0.94 } }],
    ['missing', { missing: 'ignore' as 'drop' }],
    ['weighting', { weighting: { lambda: 1 } }],
    ['weighting', { weighting: { lambda: Number.NaN } }],
    ['weighting', { weighting: 'exponential' as 'equal' }],
    ['mean', { weighting: { lambda: 0.9, mean: 'sample' as 'zero' } }],
  ])('refuses a %s without meaning: %j', (option, options) => {
    expect(() => covarianceMatrix([infy, tcs], options)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('names the rows that there are where one is asked for that is not there', () => {
    const matrix = covarianceMatrix({ 'NSE:INFY': infy, 'NSE:TCS': tcs })!
    for (const row of ['NSE:WIPRO', 2, -1, 0.5])
      expect(() => matrix.at(row, 0)).toThrow(
        `The matrix has no row ${row}; expected one of its 2 labels (NSE:INFY, NSE:TCS)`,
      )
  })
})
