import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowCloseVolume } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { HighLowCloseVolume, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The accumulation/distribution line: the sum of all volume so far, each bar's weighed by where it closed in its
 * range, from -1 at the low to 1 at the high, after Marc Chaikin, as TA-Lib's AD. A bar without a range adds nothing,
 * and one with a NaN gives NaN and counts for nothing.
 *
 * @param bars - four columns of the same bars; the result is in the unit of volume
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length or `out` does not fit
 *
 * @example
 * ```ts
 * import { ad } from '@shagun/indicators'
 *
 * const [high, low, close, volume] = [[6], [2], [5], [100]].map((column) => new Float64Array(column)) as [
 *   Float64Array,
 *   Float64Array,
 *   Float64Array,
 *   Float64Array,
 * ]
 * ad({ high, low, close, volume })   // 50
 * ```
 */
export function ad(bars: HighLowCloseVolume<Series>, options?: Reuse): Float64Array {
  const { high, low, close, volume } = bars
  return batch('ad', { high, low, close, volume }, options, formula())
}

/**
 * {@link ad} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createAd } from '@shagun/indicators'
 *
 * const line = createAd()
 * line.update({ high: 6, low: 2, close: 5, volume: 100 })   // 50
 * ```
 */
export function createAd(): Streaming<HighLowCloseVolume<number>, number> {
  return stream('ad()', formula(), byHighLowCloseVolume)
}

function formula(): Formula {
  return {
    // The value, and the line.
    memory: remember(1, [0]),
    step(from, to, high, low, close, volume) {
      const line = from[1]! + flow(high, low, close, volume)
      const isKnown = Number.isFinite(line)
      to[1] = isKnown ? line : from[1]!
      to[0] = isKnown ? line : NaN
    },
  }
}

/** The volume of a bar, weighed by where it closed in its range. */
export function flow(high: number, low: number, close: number, volume: number): number {
  const range = high - low
  return range <= 0 ? 0 * (close + volume) : ((close - low - (high - close)) / range) * volume
}
