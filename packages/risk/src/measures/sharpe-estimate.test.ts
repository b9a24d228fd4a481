import { describe, expect, it } from 'vitest'
import { constant, short } from '../testing/degenerate.ts'
import { portfolio } from '../testing/published.ts'
import { deflatedSharpeRatio } from './deflated-sharpe-ratio.ts'
import { populationExcessKurtosis } from './kurtosis.ts'
import { minimumTrackRecordLength } from './minimum-track-record-length.ts'
import { probabilisticSharpeRatio } from './probabilistic-sharpe-ratio.ts'
import { expectedMaximum, lengthToShow, probabilityAbove } from './sharpe-estimate.ts'
import { sharpeRatio } from './sharpe-ratio.ts'
import { populationSkewness } from './skewness.ts'

const normal = { skewness: 0, kurtosis: 3 }

describe('probabilityAbove', () => {
  it('agrees with the example of Bailey and Lopez de Prado (2012): two years of monthly returns', () => {
    // Annualised Sharpe ratio 1.585 from 24 months: 0.982 were they normal, 0.913 with their skewness and kurtosis.
    const track = { sharpe: 0.458, count: 24 }
    expect(probabilityAbove({ ...track, ...normal }, 0)).toBeCloseTo(0.982, 2)
    expect(probabilityAbove({ ...track, skewness: -2.448, kurtosis: 10.164 }, 0)).toBeCloseTo(0.913, 2)
  })

  it('agrees with the example of Bailey and Lopez de Prado (2014): the best of many trials', () => {
    // Five years of 250 days; 2.5 a year as the best, the trials with a variance of 1/2: with 100 of them chance alone
    // makes 0.1132 a day.
    const best = { sharpe: 2.5 / Math.sqrt(250), count: 1250, skewness: -3, kurtosis: 10 }
    const byChance = (trials: number) => Math.sqrt(0.5 / 250) * expectedMaximum(trials)
    expect(byChance(100)).toBeCloseTo(0.1132, 4)
    expect(probabilityAbove(best, byChance(100))).toBeCloseTo(0.9004, 4)
    expect(probabilityAbove(best, byChance(46))).toBeCloseTo(0.9505, 4)
  })

  it('is null where the formula leaves no error', () => {
    // Two outcomes with g3 = 1.5 have g4 = 1 + g3^2 and, at a ratio of 2 / g3, (1 - 1)^2.
    expect(probabilityAbove({ sharpe: 4 / 3, count: 10, skewness: 1.5, kurtosis: 3.25 }, 0)).toBeNull()
  })
})

describe('lengthToShow', () => {
  it('agrees with the example of Bailey and Lopez de Prado (2012): 2 a year against 1, at 95 %', () => {
    // 3.24 years of monthly returns were they normal, 4.99 with a skewness of -0.72 and a kurtosis of 5.78.
    const [sharpe, benchmark] = [2 / Math.sqrt(12), 1 / Math.sqrt(12)]
    expect(lengthToShow({ sharpe, count: 134, ...normal }, benchmark, 0.95)! / 12).toBeCloseTo(3.24, 2)
    expect(lengthToShow({ sharpe, count: 134, skewness: -0.72, kurtosis: 5.78 }, benchmark, 0.95)! / 12).toBeCloseTo(
      4.99,
      2,
    )
  })
})

describe('expectedMaximum', () => {
  it('comes near the mean of the largest of normal draws, which is known', () => {
    // Order statistics of the normal distribution: 1.5388 of 10, 2.5076 of 100, 3.2414 of 1000.
    for (const [trials, expected] of [
      [10, 1.5388],
      [100, 2.5076],
      [1000, 3.2414],
    ] as const)
      expect(Math.abs(expectedMaximum(trials) / expected - 1)).toBeLessThan(0.025)
    expect(expectedMaximum(1)).toBe(0)
  })
})

describe('probabilisticSharpeRatio', () => {
  const monthly = { periodsPerYear: 12, riskFree: 0.02, benchmarkSharpe: 0.3 }

  it('takes Sharpe ratio, skewness and kurtosis from the returns', () => {
    const sharpe = sharpeRatio(portfolio, monthly)! / Math.sqrt(12)
    const estimate = {
      sharpe,
      count: 24,
      skewness: populationSkewness(portfolio)!,
      kurtosis: populationExcessKurtosis(portfolio)! + 3,
    }
    const expected = probabilityAbove(estimate, 0.3 / Math.sqrt(12))!
    expect(probabilisticSharpeRatio(portfolio, monthly)).toBeCloseTo(expected, 12)
    const length = lengthToShow(estimate, 0.3 / Math.sqrt(12), 0.9)!
    expect(minimumTrackRecordLength(portfolio, { ...monthly, confidence: 0.9 })).toBeCloseTo(length, 9)
  })

  it('is a half at the ratio itself, and does not depend on the year where nothing is given for one', () => {
    const benchmarkSharpe = sharpeRatio(portfolio, { periodsPerYear: 12 })!
    expect(probabilisticSharpeRatio(portfolio, { periodsPerYear: 12, benchmarkSharpe })).toBeCloseTo(0.5, 12)
    expect(probabilisticSharpeRatio(portfolio, { periodsPerYear: 12 })).toBe(probabilisticSharpeRatio(portfolio))
  })

  it('is the confidence at which the track record is just long enough', () => {
    const confidence = probabilisticSharpeRatio(portfolio, monthly)!
    expect(minimumTrackRecordLength(portfolio, { ...monthly, confidence })).toBeCloseTo(24, 8)
  })

  it('is deflated to nothing else by a single trial, and further by every other', () => {
    const options = { periodsPerYear: 12, sharpeVariance: 0.5 }
    expect(deflatedSharpeRatio(portfolio, { ...options, trials: 1 })).toBe(probabilisticSharpeRatio(portfolio))
    const deflated = [1, 2, 10, 100].map((trials) => deflatedSharpeRatio(portfolio, { ...options, trials })!)
    expect(deflated.toSorted((a, b) => b - a)).toEqual(deflated)
    expect(new Set(deflated).size).toBe(4)
  })

  it.each([...constant, ...short])('is null for %s', (_, returns) => {
    for (const riskFree of [0, 0.1268]) {
      expect(probabilisticSharpeRatio(returns, { periodsPerYear: 12, riskFree })).toBeNull()
      expect(minimumTrackRecordLength(returns, { periodsPerYear: 12, riskFree })).toBeNull()
      expect(deflatedSharpeRatio(returns, { trials: 10, sharpeVariance: 0.1 })).toBeNull()
    }
  })

  it('has no track record that would show what is not so', () => {
    expect(minimumTrackRecordLength(portfolio, { benchmarkSharpe: 1 })).toBeNull()
  })

  it.each([
    ['confidence', () => minimumTrackRecordLength(portfolio, { confidence: 95 })],
    ['benchmarkSharpe', () => probabilisticSharpeRatio(portfolio, { benchmarkSharpe: Number.NaN })],
    ['trials', () => deflatedSharpeRatio(portfolio, { trials: 0, sharpeVariance: 1 })],
    ['sharpeVariance', () => deflatedSharpeRatio(portfolio, { trials: 2, sharpeVariance: -1 })],
    ['periodsPerYear', () => probabilisticSharpeRatio(portfolio, { periodsPerYear: 0 })],
  ])('refuses %s without a meaning', (option, measure) => {
    expect(measure).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})
