import type { Series } from '../statistics/series.ts'
import { probabilityAbove, readEstimate, type SharpeEstimateOptions } from './sharpe-estimate.ts'

/**
 * The probability that the true Sharpe ratio exceeds a benchmark, given how few and how skewed the returns are.
 *
 * The normal distribution at (SR - SR*) sqrt(n - 1) / sqrt(1 - g3 SR + (g4 - 1) / 4 SR^2), all of one period: g3 is the
 * skewness and g4 the kurtosis of the population, 3 for a normal distribution. Source: Bailey and Lopez de Prado, "The
 * Sharpe Ratio Efficient Frontier", Journal of Risk 15 (2012).
 *
 * @param returns - simple returns, one a period
 * @returns between 0 and 1, or `null` for fewer than two returns, where they differ by no more than rounding, and where
 * the formula leaves no error to the estimate
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { probabilisticSharpeRatio } from '@shagun/risk'
 *
 * const returns = [0.02, -0.01, 0.03, 0, 0.01, 0.02, -0.02, 0.01]
 * probabilisticSharpeRatio(returns, { periodsPerYear: 12, benchmarkSharpe: 0.5 }) // 0.77
 * ```
 */
export function probabilisticSharpeRatio(returns: Series, options: SharpeEstimateOptions = {}): number | null {
  const read = readEstimate('probabilisticSharpeRatio', returns, options)
  return read === null ? null : probabilityAbove(read.estimate, read.benchmark)
}
