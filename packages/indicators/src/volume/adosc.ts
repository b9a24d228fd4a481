import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowCloseVolume } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowCloseVolume, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { flow } from './ad.ts'

/**
 * Chaikin's oscillator: a faster exponential average of the accumulation/distribution line less a slower one, both
 * seeded with its first value, after Marc Chaikin, as TA-Lib's ADOSC.
 *
 * The first value is at index of the longer period, less 1; NaN before. A NaN or an Infinity further on is a hole: it
 * begins anew behind it.
 *
 * @param bars - four columns of the same bars; the result is in the unit of volume
 * @param fastPeriod - bars of the average that is taken from, from 1
 * @param slowPeriod - bars of the average that is taken away, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where a parameter is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { adosc } from '@shagun/indicators'
 *
 * const [high, low, close, volume] = [[6], [2], [5], [100]].map((column) => new Float64Array(column)) as [
 *   Float64Array,
 *   Float64Array,
 *   Float64Array,
 *   Float64Array,
 * ]
 * adosc({ high, low, close, volume }, 1, 1)   // 0
 * ```
 */
export function adosc(
  bars: HighLowCloseVolume<Series>,
  fastPeriod: number,
  slowPeriod: number,
  options?: Reuse,
): Float64Array {
  const { high, low, close, volume } = bars
  return batch('adosc', { high, low, close, volume }, options, formula(fastPeriod, slowPeriod))
}

/**
 * {@link adosc} fed one bar at a time.
 *
 * @param fastPeriod - bars of the average that is taken from, from 1
 * @param slowPeriod - bars of the average that is taken away, from 1
 * @throws IndicatorError where a parameter is not such a number
 *
 * @example
 * ```ts
 * import { createAdosc } from '@shagun/indicators'
 *
 * const oscillator = createAdosc(1, 1)
 * oscillator.update({ high: 6, low: 2, close: 5, volume: 100 })   // 0
 * ```
 */
export function createAdosc(fastPeriod: number, slowPeriod: number): Streaming<HighLowCloseVolume<number>, number> {
  return stream(`adosc(${fastPeriod},${slowPeriod})`, formula(fastPeriod, slowPeriod), byHighLowCloseVolume)
}

function formula(fastPeriod: number, slowPeriod: number): Formula {
  checkPeriod('adosc', fastPeriod, 1, 'fastPeriod')
  checkPeriod('adosc', slowPeriod, 1, 'slowPeriod')
  const warmUp = Math.max(fastPeriod, slowPeriod)
  const [keepFast, keepSlow] = [(fastPeriod - 1) / (fastPeriod + 1), (slowPeriod - 1) / (slowPeriod + 1)]
  return {
    // The value, bars seen, the line, and both averages.
    memory: remember(1, [0, 0, 0, 0]),
    step(from, to, high, low, close, volume) {
      const seen = from[1]!
      const line = from[2]! + flow(high, low, close, volume)
      const isKnown = Number.isFinite(line)
      const fast = seen === 0 ? line : line + keepFast * (from[3]! - line)
      const slow = seen === 0 ? line : line + keepSlow * (from[4]! - line)
      to[1] = isKnown ? Math.min(seen + 1, warmUp) : 0
      to[2] = isKnown ? line : 0
      to[3] = isKnown ? fast : 0
      to[4] = isKnown ? slow : 0
      to[0] = isKnown && seen + 1 >= warmUp ? fast - slow : NaN
    },
  }
}
