import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowCloseVolume } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowCloseVolume, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { nothingTraded, weighed } from './vwap.ts'

/**
 * The volume-weighted average price since one bar, such as that of an earnings report or of a low: `sum(typical price *
 * volume) / sum(volume)` from there on, with `typical price = (high + low + close) / 3`, after Paul Levine's MIDAS (1995).
 *
 * The first value is at the anchor, or later at the first bar with volume; NaN before, and everywhere where the anchor lies
 * behind the end. A bar with a NaN or an Infinity gives NaN and counts for nothing.
 *
 * @param bars - four columns of the same bars; the result is in the unit of prices
 * @param anchor - index of the first bar that counts, from 0
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the anchor is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { anchoredVwap } from '@shagun/indicators'
 *
 * const price = new Float64Array([10, 13, 19])
 * const bars = { high: price, low: price, close: price, volume: new Float64Array([500, 100, 200]) }
 * anchoredVwap(bars, 1)   // NaN, 13, 17
 * ```
 */
export function anchoredVwap(bars: HighLowCloseVolume<Series>, anchor: number, options?: Reuse): Float64Array {
  const { high, low, close, volume } = bars
  return batch('anchoredVwap', { high, low, close, volume }, options, formula(anchor))
}

/**
 * {@link anchoredVwap} fed one bar at a time.
 *
 * @param anchor - how many bars are passed over, from 0
 * @throws IndicatorError where the anchor is not such a number
 *
 * @example
 * ```ts
 * import { createAnchoredVwap } from '@shagun/indicators'
 *
 * const average = createAnchoredVwap(1)
 * average.update({ high: 10, low: 10, close: 10, volume: 500 })   // NaN
 * average.update({ high: 13, low: 13, close: 13, volume: 100 })   // 13
 * ```
 */
export function createAnchoredVwap(anchor: number): Streaming<HighLowCloseVolume<number>, number> {
  return stream(`anchoredVwap(${anchor})`, formula(anchor), byHighLowCloseVolume)
}

function formula(anchor: number): Formula {
  checkPeriod('anchoredVwap', anchor, 0, 'anchor')
  return {
    // The value, how many bars have been passed over, and what was traded.
    memory: remember(1, [0], nothingTraded),
    step(from, to, high, low, close, volume) {
      const passed = from[1]!
      const isBefore = passed < anchor
      to[1] = isBefore ? passed + 1 : passed
      to[0] = weighed(from, to, 2, isBefore ? NaN : high + low + close, volume, false)
    },
  }
}
