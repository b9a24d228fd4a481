import { invalidOption } from '../invalid.ts'
import { isRounding } from '../statistics/moments.ts'
import type { Series } from '../statistics/series.ts'
import { readReturns, type SeriesOptions } from './read-returns.ts'

/** Where gains begin and losses end. */
export interface OmegaOptions extends SeriesOptions {
  /** The return of one period, not a year, as a fraction. Default: 0. */
  readonly threshold?: number
}

/**
 * What was gained above a threshold, over what was missed below it: sum(max(0, r - t)) / sum(max(0, t - r)).
 *
 * 1 where the threshold is the mean. Source: Keating and Shadwick, "A Universal Performance Measure", Journal of
 * Performance Measurement 6 (2002).
 *
 * @param returns - simple returns, one a period
 * @returns `null` where there are no returns, and where none is below the threshold by more than rounding
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { omegaRatio } from '@shagun/risk'
 *
 * omegaRatio([0.03, -0.02, 0.01, -0.01]) // 1.33, 0.04 / 0.03
 * ```
 */
export function omegaRatio(returns: Series, options: OmegaOptions = {}): number | null {
  const { threshold = 0 } = options
  if (!Number.isFinite(threshold)) throw invalidOption('omegaRatio', 'threshold', threshold, 'a finite return')
  const { returns: kept } = readReturns('omegaRatio', { returns }, options)
  let gained = 0
  let missed = 0
  let size = Math.abs(threshold)
  for (let i = 0; i < kept.length; i++) {
    const distance = kept[i]! - threshold
    size = Math.max(size, Math.abs(kept[i]!))
    if (distance > 0) gained += distance
    else missed -= distance
  }
  return isRounding(missed, size * kept.length) ? null : gained / missed
}
