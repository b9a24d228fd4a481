import { invalidOption } from '../invalid.ts'
import { regress } from '../statistics/regression.ts'
import type { Series } from '../statistics/series.ts'
import type { RatioOptions } from './annual.ts'
import { readExcess } from './read-excess.ts'

/** How alpha is taken to a year, and over which risk-free rate. */
export interface AlphaOptions extends RatioOptions {
  /** `'arithmetic'`: `alphaArithmetic`; `'geometric'`: `alphaGeometric`. Default: `'arithmetic'`. */
  readonly annualization?: 'arithmetic' | 'geometric'
}

/**
 * What was earned beyond what beta explains, a year: Jensen's alpha, arithmetic by default.
 *
 * Three numbers go by this name elsewhere; `alphaArithmetic` and `alphaGeometric` have the two that are to be had here.
 *
 * @param returns - simple returns, one a period
 * @param benchmark - those of the benchmark in the same periods; `alignReturns` pairs dated series
 * @returns a fraction, or `null` for fewer than two returns, and where those of the benchmark differ by no more than
 * rounding
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite, and for series of different
 * lengths; `invalid-options` for the options
 * @example
 * ```ts
 * import { alpha } from '@shagun/risk'
 *
 * alpha([0.03, 0, 0.04], [0.01, 0, 0.02], { periodsPerYear: 12 }) // 0.04
 * ```
 */
export function alpha(returns: Series, benchmark: Series, options: AlphaOptions): number | null {
  const { annualization = 'arithmetic' } = options
  if (annualization === 'arithmetic') return alphaArithmetic(returns, benchmark, options)
  if (annualization === 'geometric') return alphaGeometric(returns, benchmark, options)
  throw invalidOption('alpha', 'annualization', annualization, `'arithmetic' or 'geometric'`)
}

/**
 * Jensen's alpha of one period, times the periods of a year: (mean(r - f) - beta x mean(b - f)) x periodsPerYear.
 *
 * The intercept of the line of least squares through both series less the risk-free rate f. Source: Jensen, "The
 * Performance of Mutual Funds in the Period 1945-1964", Journal of Finance 23 (1968).
 *
 * @param returns - simple returns, one a period
 * @param benchmark - those of the benchmark in the same periods; `alignReturns` pairs dated series
 * @returns a fraction, or `null` for fewer than two returns, and where those of the benchmark differ by no more than
 * rounding
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite, and for series of different
 * lengths; `invalid-options` for the options
 * @example
 * ```ts
 * import { alphaArithmetic } from '@shagun/risk'
 *
 * alphaArithmetic([0.03, 0, 0.04], [0.01, 0, 0.02], { periodsPerYear: 12 }) // 0.04
 * ```
 */
export function alphaArithmetic(returns: Series, benchmark: Series, options: RatioOptions): number | null {
  const { intercept, periodsPerYear } = jensen('alphaArithmetic', returns, benchmark, options)
  return intercept === null ? null : intercept * periodsPerYear
}

/**
 * Jensen's alpha of one period, compounded over a year: (1 + mean(r - f) - beta x mean(b - f))^periodsPerYear - 1.
 *
 * @param returns - simple returns, one a period
 * @param benchmark - those of the benchmark in the same periods; `alignReturns` pairs dated series
 * @returns a fraction, or `null` for fewer than two returns, where those of the benchmark differ by no more than
 * rounding, where alpha loses everything in one period, and where it compounds beyond what a number holds
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite, and for series of different
 * lengths; `invalid-options` for the options
 * @example
 * ```ts
 * import { alphaGeometric } from '@shagun/risk'
 *
 * alphaGeometric([0.03, 0, 0.04], [0.01, 0, 0.02], { periodsPerYear: 12 }) // 0.0407
 * ```
 */
export function alphaGeometric(returns: Series, benchmark: Series, options: RatioOptions): number | null {
  const { intercept, periodsPerYear } = jensen('alphaGeometric', returns, benchmark, options)
  if (intercept === null || intercept <= -1) return null
  const rate = Math.expm1(periodsPerYear * Math.log1p(intercept))
  return rate < Infinity ? rate : null
}

interface Jensen {
  readonly intercept: number | null
  readonly periodsPerYear: number
}

function jensen(measure: string, returns: Series, benchmark: Series, options: RatioOptions): Jensen {
  const { excess, size, periodsPerYear } = readExcess(measure, { returns, benchmark }, options)
  const line = excess.returns.length < 2 ? null : regress(excess.returns, excess.benchmark, size)
  return { intercept: line?.intercept ?? null, periodsPerYear }
}
