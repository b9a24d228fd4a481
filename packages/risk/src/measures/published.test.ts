import { describe, expect, it } from 'vitest'
import { allNegative, benchmark, mixed, negative, portfolio, positive } from '../testing/published.ts'
import { alpha, alphaArithmetic, alphaGeometric } from './alpha.ts'
import { annualizedVolatility } from './annualized-volatility.ts'
import { beta } from './beta.ts'
import { downCapture, upCapture } from './capture.ts'
import { downsideDeviation } from './downside-deviation.ts'
import { drawdownSeries } from './drawdown-series.ts'
import { populationExcessKurtosis, sampleExcessKurtosis } from './kurtosis.ts'
import { omegaRatio } from './omega-ratio.ts'
import { sharpeRatio } from './sharpe-ratio.ts'
import { populationSkewness, sampleSkewness } from './skewness.ts'
import { sortinoRatio } from './sortino-ratio.ts'
import { tailRatio } from './tail-ratio.ts'

describe('measures of the portfolio in Bacon (2008)', () => {
  it('have the moments that exact arithmetic gives', () => {
    expect(annualizedVolatility(portfolio, { periodsPerYear: 1 })).toBeCloseTo(0.039548539246370897, 15)
    expect(populationSkewness(portfolio)).toBeCloseTo(-0.08256245520856804, 13)
    expect(sampleSkewness(portfolio)).toBeCloseTo(-0.08817174934967535, 13)
    expect(populationExcessKurtosis(portfolio)).toBeCloseTo(-0.5675462058921257, 13)
    expect(sampleExcessKurtosis(portfolio)).toBeCloseTo(-0.40766032118608714, 13)
  })

  it('have the regression that exact arithmetic gives', () => {
    expect(beta(portfolio, benchmark)).toBeCloseTo(0.9988502086225746, 13)
    expect(alphaArithmetic(portfolio, benchmark, { periodsPerYear: 1 })).toBeCloseTo(-0.001030120844918352, 14)
  })

  it('agree with PerformanceAnalytics', () => {
    // BernardoLedoitRatio, DownsideDeviation with a MAR of 0.5 % a month, PainIndex (the mean of drawdowns).
    expect(omegaRatio(portfolio)).toBeCloseTo(1.779783, 6)
    expect(downsideDeviation(portfolio, { periodsPerYear: 1, riskFree: 0.005 })).toBeCloseTo(0.02553674, 8)
    const depths = drawdownSeries(portfolio)
    expect(depths.reduce((sum, depth) => sum + depth) / depths.length).toBeCloseTo(0.04, 2)
  })
})

describe('measures of the series that empyrical is tested with', () => {
  const daily = { periodsPerYear: 252, missing: 'drop' } as const

  it('agree where the conventions are the same', () => {
    expect(annualizedVolatility(mixed, daily)).toBeCloseTo(0.9136465399704637, 12)
    expect(sharpeRatio(mixed, daily)).toBeCloseTo(1.7238613961706866, 12)
    expect(sortinoRatio(mixed, daily)).toBeCloseTo(2.605531251673693, 12)
    expect(beta(mixed, negative, daily)).toBeCloseTo(-0.71296296296296313, 12)
    expect(alphaGeometric(mixed, negative, daily)).toBeCloseTo(-0.9997853834885004, 12)
    expect(alpha(mixed, negative, { ...daily, annualization: 'geometric' })).toBeCloseTo(-0.9997853834885004, 12)
    expect(tailRatio(mixed, daily)).toBeCloseTo(0.9473684210526313, 1)
  })

  it('agree in capture', () => {
    expect(upCapture(positive, mixed, daily)).toBeCloseTo(0.0076167762, 10)
    expect(upCapture(allNegative, mixed, daily)).toBeCloseTo(-0.0004336328, 9)
    expect(downCapture(allNegative, mixed, daily)).toBeCloseTo(0.99956025703798634, 12)
    expect(downCapture(positive, mixed, daily)).toBeCloseTo(-11.27400221, 8)
    expect(upCapture(mixed, mixed, daily)).toBe(1)
  })
})
