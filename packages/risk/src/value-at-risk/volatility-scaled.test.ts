import { describe, expect, it } from 'vitest'
import { normalDensity, normalQuantile } from '../statistics/normal.ts'
import { quantile } from '../statistics/quantile.ts'
import { markAndPound } from '../testing/mark-and-pound.ts'
import { ewmaVolatility } from '../volatility-models/ewma.ts'
import { fitGarch } from '../volatility-models/fit-garch.ts'
import { forecastGarch, garchVariances } from '../volatility-models/garch.ts'
import { expectedShortfall } from './expected-shortfall.ts'
import { tailRisk } from './tail-risk.ts'
import { valueAtRisk } from './value-at-risk.ts'

const z = -normalQuantile(1 - 0.99)

describe('the EWMA method', () => {
  it('is z times the volatility forecast for the next period, of mean 0', () => {
    const next = ewmaVolatility(markAndPound, { lambda: 0.97 })!.at(-1)!
    const options = { confidence: 0.99, method: 'ewma', lambda: 0.97 } as const
    expect(valueAtRisk(markAndPound, options)).toBeCloseTo(z * next, 12)
    expect(expectedShortfall(markAndPound, options)).toBeCloseTo((normalDensity(z) / 0.01) * next, 12)
    expect(valueAtRisk(markAndPound, { ...options, horizon: 10 })).toBeCloseTo(z * next * Math.sqrt(10), 12)
  })

  it('rises with a recent loss more than with an old one', () => {
    const calm: readonly number[] = new Array(60).fill(0.001)
    const options = { confidence: 0.99, method: 'ewma' } as const
    expect(valueAtRisk([...calm, -0.05], options)!).toBeGreaterThan(3 * valueAtRisk([-0.05, ...calm], options)!)
  })
})

describe('the GARCH method', () => {
  const fit = fitGarch(markAndPound)!

  it('is z times the forecast volatility less the fitted mean', () => {
    const options = { confidence: 0.99, method: 'garch' } as const
    expect(valueAtRisk(markAndPound, options)).toBeCloseTo(z * Math.sqrt(fit.nextVariance) - fit.mu, 12)
  })

  it('over a horizon adds up the variances of its recursion, not the root of time', () => {
    const options = { confidence: 0.99, method: 'garch', horizon: 10 } as const
    const variance = forecastGarch(fit, 10).reduce((sum, x) => sum + x, 0)
    expect(valueAtRisk(markAndPound, options)).toBeCloseTo(z * Math.sqrt(variance) - 10 * fit.mu, 12)
    // The series ends in a calm, so that ten days are riskier than ten times the next one.
    expect(variance).toBeGreaterThan(10 * fit.nextVariance * 1.1)
  })
})

describe('the filtered historical method', () => {
  it('is the quantile of standardised returns at the volatility of the next period', () => {
    const options = { confidence: 0.99, method: 'filtered-historical' } as const
    const fit = fitGarch(markAndPound)!
    const sigma = garchVariances(markAndPound, fit).map(Math.sqrt)
    const residuals = markAndPound.map((r, i) => (r - fit.mu) / sigma[i]!)
    const sorted = residuals.toSorted((a, b) => a - b)
    const q = quantile('test', residuals, 1 - 0.99, 7)
    expect(valueAtRisk(markAndPound, options)).toBeCloseTo(-(fit.mu + q * sigma[1974]!), 12)
    // 1 % of 1974 is 19.74: the nineteen worst, and 0.74 of the twentieth.
    const tail = (sorted.slice(0, 19).reduce((sum, x) => sum + x, 0) + 0.74 * sorted[19]!) / 19.74
    expect(expectedShortfall(markAndPound, options)).toBeCloseTo(-(fit.mu + tail * sigma[1974]!), 10)
  })

  it('filters by the exponential average where asked to', () => {
    const options = { confidence: 0.95, method: 'filtered-historical', filter: 'ewma', quantileType: 1 } as const
    const sigma = ewmaVolatility(markAndPound)!
    const sorted = markAndPound.map((r, i) => r / sigma[i]!).toSorted((a, b) => a - b)
    // 5 % of 1974 is 98.7, so the 99th.
    expect(valueAtRisk(markAndPound, options)).toBeCloseTo(-sorted[98]! * sigma[1974]!, 12)
  })

  it('is what returns of a constant volatility were without it', () => {
    const flip = Array.from({ length: 100 }, (_, i) => (i % 2 ? 0.01 : -0.01))
    const options = { confidence: 0.95, method: 'filtered-historical', filter: 'ewma' } as const
    expect(valueAtRisk(flip, options)).toBeCloseTo(0.01, 14)
  })

  it('has no figure where there is no volatility to filter by, and refuses a filter that it does not know', () => {
    const options = { confidence: 0.95, method: 'filtered-historical', filter: 'ewma' } as const
    expect(tailRisk(new Array(20).fill(0), options).gap).toBe('no-spread')
    // @ts-expect-error there is no such filter
    expect(() => tailRisk([0.01], { ...options, filter: 'kalman' })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'filter' }) }),
    )
  })
})
