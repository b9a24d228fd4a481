import { invalidOption } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'
import { type AnnualOptions, compoundedRate, readPeriodsPerYear } from './annual.ts'
import { compoundable, readReturns } from './read-returns.ts'

/** How returns are put together before they are compared. */
export interface CaptureOptions extends AnnualOptions {
  /**
   * `'geometric'` compares the yearly rates at which returns of the chosen periods compound; `'arithmetic'` compares
   * their means, whatever `periodsPerYear` is. Default: `'geometric'`.
   */
  readonly mean?: 'geometric' | 'arithmetic'
}

/**
 * What part of the benchmark's return was earned in the periods in which it did not fall: rate(r) / rate(b), b >= 0.
 *
 * Above 1 more was earned than the benchmark did.
 *
 * @param returns - simple returns, one a period
 * @param benchmark - those of the benchmark in the same periods; `alignReturns` pairs dated series
 * @returns `null` where there is no such period, where the benchmark earned nothing in them, and where a rate is beyond
 * what a number holds
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1, and for series of
 * different lengths; `invalid-options` for the options
 * @example
 * ```ts
 * import { upCapture } from '@shagun/risk'
 *
 * upCapture([0.03, -0.01, 0.01], [0.02, -0.02, 0.01], { periodsPerYear: 2, mean: 'arithmetic' }) // 1.33, 0.02 / 0.015
 * ```
 */
export function upCapture(returns: Series, benchmark: Series, options: CaptureOptions): number | null {
  return capture('upCapture', returns, benchmark, options, (value) => value >= 0)
}

/**
 * What part of the benchmark's loss was lost in the periods in which it fell: rate(r) / rate(b), b < 0.
 *
 * Below 1 less was lost than the benchmark did, and below 0 something was earned.
 *
 * @param returns - simple returns, one a period
 * @param benchmark - those of the benchmark in the same periods; `alignReturns` pairs dated series
 * @returns `null` where there is no such period, and where a rate is beyond what a number holds
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1, and for series of
 * different lengths; `invalid-options` for the options
 * @example
 * ```ts
 * import { downCapture } from '@shagun/risk'
 *
 * downCapture([0.03, -0.01, 0.01], [0.02, -0.02, 0.01], { periodsPerYear: 1 }) // 0.5
 * ```
 */
export function downCapture(returns: Series, benchmark: Series, options: CaptureOptions): number | null {
  return capture('downCapture', returns, benchmark, options, (value) => value < 0)
}

function capture(
  measure: string,
  returns: Series,
  benchmark: Series,
  options: CaptureOptions,
  isChosen: (benchmark: number) => boolean,
): number | null {
  const periodsPerYear = readPeriodsPerYear(measure, options)
  const { mean = 'geometric' } = options
  if (mean !== 'geometric' && mean !== 'arithmetic')
    throw invalidOption(measure, 'mean', mean, `'geometric' or 'arithmetic'`)
  const kept = readReturns(measure, { returns, benchmark }, options, compoundable)
  const chosen = Float64Array.from(kept.benchmark).filter(isChosen)
  const own = Float64Array.from(kept.returns).filter((_, i) => isChosen(kept.benchmark[i]!))
  const rate = (values: Float64Array): number =>
    mean === 'geometric' ? compoundedRate(values, periodsPerYear) : values.reduce((sum, value) => sum + value, 0)
  const earned = rate(own)
  const offered = rate(chosen)
  return offered !== 0 && Number.isFinite(earned) && Number.isFinite(offered) ? earned / offered : null
}
