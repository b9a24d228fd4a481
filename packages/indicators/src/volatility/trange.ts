import { outputFor, type Reuse } from '../output.ts'
import type { HighLowClose, Series } from '../series.ts'
import { type Streaming, streaming } from '../streaming.ts'

/**
 * The true range: the greatest of high - low, |high - previous close| and |low - previous close|, after J. Welles Wilder,
 * New Concepts in Technical Trading Systems (1978), as TA-Lib's TRANGE.
 *
 * The first value is at index 1, since the first bar has no close before it. NaN where one of its three prices is NaN.
 *
 * @param bars - three columns of the same bars; the result is in their unit
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { trange } from '@shagun/indicators'
 *
 * const high = new Float64Array([12, 15])
 * const low = new Float64Array([10, 14])
 * const close = new Float64Array([11, 14])
 * trange({ high, low, close })   // NaN, 4
 * ```
 */
export function trange(bars: HighLowClose<Series>, options?: Reuse): Float64Array {
  return trueRanges('trange', bars, options)
}

/**
 * {@link trange} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createTrange } from '@shagun/indicators'
 *
 * const range = createTrange()
 * range.update({ high: 12, low: 10, close: 11 })   // NaN
 * range.update({ high: 15, low: 14, close: 14 })   // 4
 * ```
 */
export function createTrange(): Streaming<HighLowClose<number>, number> {
  const memory = new Float64Array([NaN, NaN])
  function peek({ high, low }: HighLowClose<number>): number {
    return trueRange(high, low, memory[1]!)
  }
  function update(bar: HighLowClose<number>): number {
    memory[0] = peek(bar)
    memory[1] = bar.close
    return memory[0]
  }
  return streaming('trange()', memory, update, peek)
}

/** NaN as soon as one of the three is: comparisons instead of `Math.max` would pass it over. */
export function trueRange(high: number, low: number, previousClose: number): number {
  return Math.max(high - low, Math.abs(high - previousClose), Math.abs(low - previousClose))
}

/** The batch form, under the name of the indicator that was asked for them. */
export function trueRanges(
  indicator: string,
  { high, low, close }: HighLowClose<Series>,
  options: Reuse | undefined,
): Float64Array {
  const out = outputFor(indicator, { high, low, close }, options?.out)
  out[0] = NaN
  for (let i = 1; i < out.length; i++) out[i] = trueRange(high[i]!, low[i]!, close[i - 1]!)
  return out
}
