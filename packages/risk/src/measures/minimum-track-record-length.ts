import { invalidOption } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'
import { lengthToShow, readEstimate, type SharpeEstimateOptions } from './sharpe-estimate.ts'

/** What is to be shown, and how surely. */
export interface TrackRecordOptions extends SharpeEstimateOptions {
  /** Between 0.5 and 1. Default: 0.95. */
  readonly confidence?: number
}

/**
 * How many returns it takes to show that the true Sharpe ratio exceeds a benchmark, if they go on as they are.
 *
 * 1 + (1 - g3 SR + (g4 - 1) / 4 SR^2) x (z / (SR - SR*))^2, with z the quantile of the normal distribution at
 * `confidence` and the rest as in `probabilisticSharpeRatio`. Source: Bailey and Lopez de Prado, "The Sharpe Ratio
 * Efficient Frontier", Journal of Risk 15 (2012).
 *
 * @param returns - simple returns, one a period
 * @returns a number of periods, not rounded; `null` for fewer than two returns, where they differ by no more than
 * rounding, and where the ratio does not exceed the benchmark
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { minimumTrackRecordLength } from '@shagun/risk'
 *
 * const returns = [0.02, -0.01, 0.03, 0, 0.01, 0.02, -0.02, 0.01]
 * minimumTrackRecordLength(returns, { confidence: 0.95 }) // 17.3
 * ```
 */
export function minimumTrackRecordLength(returns: Series, options: TrackRecordOptions = {}): number | null {
  const { confidence = 0.95 } = options
  if (!(confidence > 0.5 && confidence < 1))
    throw invalidOption('minimumTrackRecordLength', 'confidence', confidence, 'a fraction between 0.5 and 1')
  const read = readEstimate('minimumTrackRecordLength', returns, options)
  return read === null ? null : lengthToShow(read.estimate, read.benchmark, confidence)
}
