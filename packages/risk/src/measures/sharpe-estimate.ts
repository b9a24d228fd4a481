import { invalidOption } from '../invalid.ts'
import { moments } from '../statistics/moments.ts'
import { normalCdf, normalQuantile } from '../statistics/normal.ts'
import type { Series } from '../statistics/series.ts'
import { shape } from '../statistics/shape.ts'
import type { RatioOptions } from './annual.ts'
import { readExcess } from './read-excess.ts'

/** What a Sharpe ratio is held against. */
export interface SharpeEstimateOptions extends Omit<RatioOptions, 'periodsPerYear'> {
  /** How many returns make the year that `riskFree` and Sharpe ratios are given for. Default: 1, all for one period. */
  readonly periodsPerYear?: number
  /** The Sharpe ratio that must be exceeded, a year. Default: 0. */
  readonly benchmarkSharpe?: number
}

/** A Sharpe ratio of one period, and all that the error of its estimate depends on. */
export interface SharpeEstimate {
  readonly sharpe: number
  /** How many returns it is from. */
  readonly count: number
  readonly skewness: number
  /** 3 for a normal distribution: not the excess. */
  readonly kurtosis: number
}

/** An estimate with the ratio to exceed, both of one period; `null` where there is no ratio. */
export function readEstimate(
  measure: string,
  returns: Series,
  { periodsPerYear: periods = 1, benchmarkSharpe = 0, ...rest }: SharpeEstimateOptions,
): { readonly estimate: SharpeEstimate; readonly benchmark: number; readonly periodsPerYear: number } | null {
  const { excess, size, periodsPerYear } = readExcess(measure, { returns }, { ...rest, periodsPerYear: periods })
  if (!Number.isFinite(benchmarkSharpe))
    throw invalidOption(measure, 'benchmarkSharpe', benchmarkSharpe, 'a finite Sharpe ratio')
  if (excess.returns.length < 2) return null
  const { mean, deviation } = moments(excess.returns, size)
  const form = deviation === 0 ? null : shape(excess.returns)
  if (form === null) return null
  return {
    estimate: {
      sharpe: mean / deviation,
      count: excess.returns.length,
      skewness: form.skewness,
      kurtosis: form.excessKurtosis + 3,
    },
    benchmark: benchmarkSharpe / Math.sqrt(periodsPerYear),
    periodsPerYear,
  }
}

/** The probability that the true ratio exceeds `benchmark`; `null` where the estimate would have no error at all. */
export function probabilityAbove(estimate: SharpeEstimate, benchmark: number): number | null {
  const variance = unitVariance(estimate)
  if (!(variance > 0)) return null
  return normalCdf(((estimate.sharpe - benchmark) * Math.sqrt(estimate.count - 1)) / Math.sqrt(variance))
}

/** How many returns show with `confidence` that the true ratio exceeds `benchmark`; `null` where none can. */
export function lengthToShow(estimate: SharpeEstimate, benchmark: number, confidence: number): number | null {
  if (!(estimate.sharpe > benchmark)) return null
  return 1 + unitVariance(estimate) * (normalQuantile(confidence) / (estimate.sharpe - benchmark)) ** 2
}

/** The largest of so many Sharpe ratios that are expected from chance alone, in deviations of them. */
export function expectedMaximum(trials: number): number {
  if (trials === 1) return 0
  const eulerMascheroni = 0.5772156649015329
  const most = -normalQuantile(1 / trials)
  const beyond = -normalQuantile(1 / (trials * Math.E))
  return (1 - eulerMascheroni) * most + eulerMascheroni * beyond
}

/** The variance of the estimate times n - 1; Mertens (2002), for returns of any shape. */
function unitVariance({ sharpe, skewness, kurtosis }: SharpeEstimate): number {
  return 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe
}
