import type { Timestamp } from '@shagun/core'
import { invalidRow } from '../invalid.ts'
import { requireRising } from '../statistics/rising.ts'
import type { Series } from '../statistics/series.ts'
import { depths } from './drawdown-series.ts'
import { compoundable, readReturns, type SeriesOptions } from './read-returns.ts'

/** When the returns were. */
export interface DrawdownsOptions extends SeriesOptions {
  /**
   * The end of each return, in epoch ms and rising; with the time of the start before them where it is known, as prices
   * have one more time than their returns.
   */
  readonly times?: Series
}

/**
 * A fall from a peak of equity until it is reached again.
 *
 * Its moments count the returns up to them: 0 is the start, before any return, as in the prices that returns are from.
 */
export interface Drawdown {
  /** The part of the peak that was lost at the trough: a positive fraction. */
  readonly depth: number
  /** The last moment at the highest equity, counted in returns. */
  readonly peak: number
  /** The first moment at the lowest equity, counted in returns. */
  readonly trough: number
  /** The first moment at which the peak is reached again, counted in returns; `null` as long as it is not. */
  readonly recovery: number | null
  /** How many periods it took from the peak to the recovery or, as long as there is none, to the end. */
  readonly length: number
  /** How many periods it fell, from the peak to the trough. */
  readonly toTrough: number
  /** How many periods it rose, from the trough to the recovery. */
  readonly toRecovery: number | null
  /** When that was, in epoch ms; `null` where no time is known. */
  readonly peakTime: Timestamp | null
  readonly troughTime: Timestamp | null
  readonly recoveryTime: Timestamp | null
}

/**
 * Every fall from a peak, the deepest first; of equal ones the earliest.
 *
 * Equity compounds from 1, and that start is a peak like any other. The first of them is the maximum drawdown, with its
 * dates. Lengths count periods; calendar days are `recoveryTime - peakTime`. With `missing: 'drop'` they do not count the
 * periods that were left out.
 *
 * @param returns - simple returns, one a period, in order of time
 * @returns empty where nothing was ever lost
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1, and for times that do
 * not rise or are not as many; `invalid-options` for the options
 * @example
 * ```ts
 * import { drawdowns } from '@shagun/risk'
 *
 * const [worst] = drawdowns([0.25, -0.2, 0.1, -0.5, 0.4])
 * console.log(worst?.depth, worst?.peak, worst?.trough, worst?.recovery) // 0.56, after 1 return, after 4, null
 * ```
 */
export function drawdowns(returns: Series, options: DrawdownsOptions = {}): readonly Drawdown[] {
  const { returns: kept } = readReturns('drawdowns', { returns }, options, compoundable)
  const timeOf = createClock(options.times, returns)
  const depth = depths(kept)

  const found: Drawdown[] = []
  for (let i = 0; i < depth.length; i++) {
    if (depth[i] === 0) continue
    const peak = i
    let trough = i
    for (; i < depth.length && depth[i]! > 0; i++) if (depth[i]! > depth[trough]!) trough = i
    const recovery = i < depth.length ? i + 1 : null
    found.push({
      depth: depth[trough]!,
      peak,
      trough: trough + 1,
      recovery,
      length: (recovery ?? depth.length) - peak,
      toTrough: trough + 1 - peak,
      toRecovery: recovery === null ? null : recovery - trough - 1,
      peakTime: timeOf(peak),
      troughTime: timeOf(trough + 1),
      recoveryTime: recovery === null ? null : timeOf(recovery),
    })
  }
  return found.sort((a, b) => b.depth - a.depth || a.peak - b.peak)
}

/** The time of a moment that counts the returns up to it, those that are NaN left out. */
function createClock(times: Series | undefined, returns: Series): (moment: number) => Timestamp | null {
  if (times === undefined) return () => null
  const n = returns.length
  if (times.length !== n && times.length !== n + 1)
    throw invalidRow('drawdowns', 'times', times.length, undefined, `${n} times, or ${n + 1} with that of the start`)
  requireRising('drawdowns', times)
  const all = Float64Array.from(times)
  const start = times.length > n ? all[0]! : null
  const ends = all.subarray(times.length - n).filter((_, i) => !Number.isNaN(returns[i]))
  return (moment) => (moment === 0 ? start : ends[moment - 1]!)
}
