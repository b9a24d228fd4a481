import { invalidOption } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'
import { expectedMaximum, probabilityAbove, readEstimate, type SharpeEstimateOptions } from './sharpe-estimate.ts'

/** What was tried before this series was chosen. */
export interface DeflatedSharpeOptions extends Omit<SharpeEstimateOptions, 'benchmarkSharpe'> {
  /** How many independent strategies or parameter sets, this one among them; 1 or more. */
  readonly trials: number
  /** The variance of their Sharpe ratios, each taken to a year as `sharpeRatio` does with the same `periodsPerYear`. */
  readonly sharpeVariance: number
}

/**
 * The probability that the true Sharpe ratio exceeds what chance alone makes the best of so many trials.
 *
 * The probabilistic Sharpe ratio with SR* = sqrt(sharpeVariance) x ((1 - c) Z(1 - 1 / N) + c Z(1 - 1 / (N e))), where Z
 * is the quantile of the normal distribution, N the trials and c the constant of Euler and Mascheroni. Source: Bailey
 * and Lopez de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management 40 (2014).
 *
 * @param returns - simple returns of the one that was chosen, one a period
 * @returns between 0 and 1, or `null` for fewer than two returns, where they differ by no more than rounding, and where
 * the formula leaves no error to the estimate
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { deflatedSharpeRatio } from '@shagun/risk'
 *
 * const returns = [0.02, -0.01, 0.03, 0, 0.01, 0.02, -0.02, 0.01]
 * deflatedSharpeRatio(returns, { periodsPerYear: 12, trials: 20, sharpeVariance: 0.5 }) // 0.56
 * ```
 */
export function deflatedSharpeRatio(returns: Series, options: DeflatedSharpeOptions): number | null {
  const { trials, sharpeVariance, ...rest } = options
  if (!(trials >= 1 && trials < Infinity))
    throw invalidOption('deflatedSharpeRatio', 'trials', trials, 'a finite number of 1 or more')
  if (!(sharpeVariance >= 0 && sharpeVariance < Infinity))
    throw invalidOption('deflatedSharpeRatio', 'sharpeVariance', sharpeVariance, 'a finite variance of 0 or more')
  const benchmarkSharpe = Math.sqrt(sharpeVariance) * expectedMaximum(trials)
  const read = readEstimate('deflatedSharpeRatio', returns, { ...rest, benchmarkSharpe })
  return read === null ? null : probabilityAbove(read.estimate, read.benchmark)
}
