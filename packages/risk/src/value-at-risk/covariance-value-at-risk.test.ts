import { describe, expect, it } from 'vitest'
import { seededDraws } from '../statistics/random-draws.ts'
import { covarianceExpectedShortfall, covarianceValueAtRisk } from './covariance-value-at-risk.ts'
import { portfolioReturns } from './portfolio-returns.ts'
import { portfolioExpectedShortfall, portfolioValueAtRisk } from './portfolio-value-at-risk.ts'

const { normal } = seededDraws(13)
const columns = [0.01, 0.02, 0.005].map((size) => Array.from({ length: 80 }, () => size * normal() + 0.001))
const positions = [100, -60, 200]
const means = columns.map((column) => column.reduce((sum, r) => sum + r, 0) / 80)
const values = columns.flatMap((a, i) =>
  columns.map((b, j) => a.reduce((sum, r, t) => sum + (r - means[i]!) * (b[t]! - means[j]!), 0) / 79),
)

describe('covarianceValueAtRisk', () => {
  it('of the sample covariance and means is the gaussian method', () => {
    for (const horizon of [1, 10]) {
      const options = { confidence: 0.99, horizon }
      const [value, shortfall] = [portfolioValueAtRisk, portfolioExpectedShortfall].map(
        (measure) => measure(columns, positions, { ...options, method: 'gaussian' })!,
      )
      expect(covarianceValueAtRisk({ values }, positions, { ...options, means })!.total / value!).toBeCloseTo(1, 11)
      const found = covarianceExpectedShortfall({ values }, positions, { ...options, means })!
      expect(found.total / shortfall!).toBeCloseTo(1, 11)
    }
  })

  it("with degrees of freedom is the method of Student's t on the portfolio", () => {
    const options = { confidence: 0.975, degreesOfFreedom: 5 }
    const series = portfolioReturns(columns, positions)
    for (const [covariance, measure] of [
      [covarianceValueAtRisk, portfolioValueAtRisk],
      [covarianceExpectedShortfall, portfolioExpectedShortfall],
    ] as const) {
      const expected = measure([series], [1], { ...options, method: 'student-t' })!
      expect(covariance({ values }, positions, { ...options, means })!.total / expected).toBeCloseTo(1, 11)
    }
  })

  it('has components that sum, and marginals that are slopes', () => {
    const options = { confidence: 0.99, degreesOfFreedom: 6, means, horizon: 3 }
    for (const measure of [covarianceValueAtRisk, covarianceExpectedShortfall]) {
      const { total, component, marginal } = measure({ values }, positions, options)!
      expect(component.reduce((sum, part) => sum + part, 0)).toBe(total)
      for (let i = 0; i < 3; i++) {
        const at = (step: number) => measure({ values }, positions.with(i, positions[i]! + step), options)!.total
        expect((at(0.01) - at(-0.01)) / 0.02).toBeCloseTo(marginal[i]!, 7)
      }
    }
  })

  it('is null for what does not vary, and refuses what is no covariance of the positions', () => {
    expect(covarianceValueAtRisk({ values: [1, 1, 1, 1] }, [1, -1], { confidence: 0.95 })).toBeNull()
    expect(covarianceValueAtRisk({ values: [] }, [], { confidence: 0.95 })).toBeNull()
    const refused = (matrix: readonly number[], more = {}) =>
      expect(() => covarianceValueAtRisk({ values: matrix }, [1, -1], { confidence: 0.95, ...more }))
    refused([1, 2, 3]).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    refused([1, 3, 3, 1]).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    refused([1, 0, 0, 1], { means: [0] }).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    refused([1, 0, 0, 1], { degreesOfFreedom: 2 }).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    refused([1, 0, 0, Number.NaN]).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ field: 'covariance', row: 3 }),
      }),
    )
  })
})
