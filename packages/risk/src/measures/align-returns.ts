import { requireRising } from '../statistics/rising.ts'
import type { Series } from '../statistics/series.ts'
import { readReturns, type SeriesOptions } from './read-returns.ts'

/** Returns and when they were. */
export interface DatedReturns {
  /** The end of each return, in epoch ms and rising. */
  readonly times: Series
  /** Simple returns, one a time. */
  readonly returns: Series
}

/** Two series at the times that both of them have. */
export interface AlignedReturns {
  /** In epoch ms, rising. */
  readonly times: Float64Array
  readonly returns: Float64Array
  readonly benchmark: Float64Array
  /** How many rows of either series found no partner in the other. */
  readonly unmatched: number
  /** How many pairs were left out because one of them is NaN; 0 unless `missing` is `'drop'`. */
  readonly missing: number
}

/**
 * Pairs two dated series by their times, exactly, and leaves out what only one of them has.
 *
 * A measure of two series takes them row by row; a holiday of one market would shift all that follows it.
 *
 * @throws ShagunError `invalid-data`, naming series and row, for times that do not rise or are not as many as the
 * returns, and for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { alignReturns, beta } from '@shagun/risk'
 *
 * const day = 86_400_000
 * const fund = { times: [0, day, 3 * day], returns: [0.01, 0.02, -0.01] }
 * const index = { times: [0, day, 2 * day, 3 * day], returns: [0.01, 0.01, 0.03, -0.02] }
 * const { returns, benchmark, unmatched } = alignReturns(fund, index) // unmatched: 1
 * beta(returns, benchmark)
 * ```
 */
export function alignReturns(
  returns: DatedReturns,
  benchmark: DatedReturns,
  options: SeriesOptions = {},
): AlignedReturns {
  const own = readDated('alignReturns', returns, options)
  const other = readDated('alignReturns', benchmark, options)
  const pairs: (readonly [time: number, own: number, other: number])[] = []
  let matched = 0
  for (let i = 0, j = 0; i < own.times.length && j < other.times.length; ) {
    const ahead = own.times[i]! - other.times[j]!
    if (ahead < 0) i++
    else if (ahead > 0) j++
    else {
      matched++
      const pair = [own.times[i]!, own.returns[i++]!, other.returns[j++]!] as const
      if (!pair.some(Number.isNaN)) pairs.push(pair)
    }
  }
  return {
    times: Float64Array.from(pairs, ([time]) => time),
    returns: Float64Array.from(pairs, ([, value]) => value),
    benchmark: Float64Array.from(pairs, ([, , value]) => value),
    unmatched: own.times.length + other.times.length - 2 * matched,
    missing: matched - pairs.length,
  }
}

/** As it was given, with gaps, where they may be dropped. */
function readDated(measure: string, dated: DatedReturns, options: SeriesOptions): DatedReturns {
  readReturns(measure, { times: dated.times, returns: dated.returns }, options)
  requireRising(measure, dated.times)
  return dated
}
