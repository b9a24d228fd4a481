import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSymmetricMatrix, type SymmetricMatrix } from '../covariance/matrix.ts'
import { always } from '../testing/always.ts'
import { kelly } from './kelly.ts'
import { kellyWeights } from './kelly-weights.ts'

const two = createSymmetricMatrix([
  [0.04, 0.01],
  [0.01, 0.09],
])

/** Expected returns, and a covariance A x transposed A with something on its diagonal. */
const someMarket = fc
  .integer({ min: 1, max: 6 })
  .chain((n) => {
    const entries = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: n * n, maxLength: n * n })
    const returns = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: n, maxLength: n })
    return fc.tuple(entries, returns)
  })
  .map(([a, percents]) => {
    const n = percents.length
    const dot = (i: number, j: number): number => percents.reduce((sum, _, k) => sum + a[i * n + k]! * a[j * n + k]!, 0)
    const rows = percents.map((_, i) => percents.map((__, j) => 0.01 * (dot(i, j) + (i === j ? 0.5 : 0))))
    return { expectedReturns: percents.map((percent) => percent / 100), covariance: createSymmetricMatrix(rows) }
  })

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}

/** What one more of each would gain. */
function gains(weights: readonly number[], expectedReturns: readonly number[], { size, at }: SymmetricMatrix) {
  return Array.from(
    { length: size },
    (_, i) =>
      expectedReturns[i]! -
      dot(
        weights,
        weights.map((__, j) => at(i, j)),
      ),
  )
}

describe('kellyWeights', () => {
  it('is the inverse covariance times the excess returns', () => {
    // The determinant is 0.0035: (0.09 x 0.05 - 0.01 x 0.07) / 0.0035 and (-0.01 x 0.05 + 0.04 x 0.07) / 0.0035.
    const { weights } = kellyWeights({ expectedReturns: [0.08, 0.1], riskFree: 0.03, covariance: two })
    expect(weights).toEqual([expect.closeTo(0.0038 / 0.0035, 12), expect.closeTo(0.0023 / 0.0035, 12)])
  })

  it('takes a fraction, and scales all down together to the leverage', () => {
    const full = kellyWeights({ expectedReturns: [0.08, 0.1], covariance: two }).weights
    const part = kellyWeights({ expectedReturns: [0.08, 0.1], covariance: two, fraction: 0.5, maxLeverage: 1 }).weights
    expect(part[0]! + part[1]!).toBeCloseTo(1, 14)
    expect(part[0]! / part[1]!).toBeCloseTo(full[0]! / full[1]!, 12)
  })

  it('is kelly for each where they have nothing to do with each other', () => {
    const covariance = createSymmetricMatrix([
      [0.04, 0],
      [0, 0.09],
    ])
    const { weights } = kellyWeights({ expectedReturns: [0.08, 0.1], covariance })
    expect(weights[0]).toBeCloseTo(kelly({ expectedReturn: 0.08, volatility: 0.2 }).weight, 12)
    expect(weights[1]).toBeCloseTo(kelly({ expectedReturn: 0.1, volatility: 0.3 }).weight, 12)
  })

  it('gains nothing from more or less of anything, where all may be sold', () => {
    always(
      fc.property(someMarket, ({ expectedReturns, covariance }) => {
        const { weights } = kellyWeights({ expectedReturns, covariance, longOnly: false })
        for (const gain of gains(weights, expectedReturns, covariance)) expect(Math.abs(gain)).toBeLessThan(1e-9)
      }),
    )
  })

  it('long only, holds what gains nothing more and leaves out what would gain nothing', () => {
    always(
      fc.property(someMarket, ({ expectedReturns, covariance }) => {
        const { weights, reason } = kellyWeights({ expectedReturns, covariance })
        gains(weights, expectedReturns, covariance).forEach((gain, i) => {
          expect(weights[i]).toBeGreaterThanOrEqual(0)
          if (weights[i]! > 0) expect(Math.abs(gain)).toBeLessThan(1e-9)
          else expect(gain).toBeLessThan(1e-9)
        })
        expect(weights.every((weight) => weight === 0)).toBe(reason !== undefined)
        expect(reason !== undefined).toBe(expectedReturns.every((value) => value <= 0))
      }),
    )
  })

  it('long only, is not what is left of a portfolio that would sell', () => {
    // Unrestricted the second is sold to hedge the first; without it there is less of the first.
    const covariance = createSymmetricMatrix([
      [0.04, 0.05],
      [0.05, 0.09],
    ])
    const market = { expectedReturns: [0.08, 0.02], covariance }
    expect(kellyWeights({ ...market, longOnly: false }).weights[1]).toBeLessThan(0)
    expect(kellyWeights(market).weights).toEqual([expect.closeTo(2, 12), 0])
  })

  it.each<[string, number[], SymmetricMatrix]>([
    ['The expected return of 1 is NaN above the risk-free one.', [0.1, Number.NaN], two],
    ['Nothing is expected to earn more than money without risk.', [-0.1, 0], two],
    [
      'The covariance is not positive definite, so risks cannot be told apart; shrink it.',
      [0.1, 0.1],
      createSymmetricMatrix([
        [0.04, 0.04],
        [0.04, 0.04],
      ]),
    ],
  ])('is 0 for all with a reason: %s', (reason, expectedReturns, covariance) => {
    expect(kellyWeights({ expectedReturns, covariance })).toEqual({ weights: [0, 0], reason })
  })

  it('refuses expected returns that do not fit the covariance', () => {
    expect(() => kellyWeights({ expectedReturns: [0.1], covariance: two })).toThrow(
      'kellyWeights was given expectedReturns 1 long; expected 2, one for each row.',
    )
  })
})
