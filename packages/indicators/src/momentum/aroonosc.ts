import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLow } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { pushAt, ring } from '../parts/ring.ts'
import { barsSinceHighest, barsSinceLowest } from '../parts/since.ts'
import { checkPeriod } from '../period.ts'
import type { HighLow, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The Aroon oscillator: Aroon up less Aroon down, from -100 to 100, after Tushar Chande (Stocks & Commodities,
 * September 1995), as TA-Lib's AROONOSC.
 *
 * The first value is at index `period`; NaN before. A window that holds a NaN gives NaN, and later ones are not
 * touched.
 *
 * @param bars - two columns of the same bars; the result is in percent
 * @param period - bars that an extreme may lie back, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { aroonosc } from '@shagun/indicators'
 *
 * aroonosc({ high: new Float64Array([5, 6, 4]), low: new Float64Array([3, 4, 2]) }, 2)   // NaN, NaN, -50
 * ```
 */
export function aroonosc(bars: HighLow<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low } = bars
  return batch('aroonosc', { high, low }, options, formula(period))
}

/**
 * {@link aroonosc} fed one bar at a time.
 *
 * @param period - bars that an extreme may lie back, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createAroonosc } from '@shagun/indicators'
 *
 * const oscillator = createAroonosc(1)
 * oscillator.update({ high: 5, low: 3 })   // NaN
 * oscillator.update({ high: 6, low: 4 })   // 100
 * ```
 */
export function createAroonosc(period: number): Streaming<HighLow<number>, number> {
  return stream(`aroonosc(${period})`, formula(period), byHighLow)
}

function formula(period: number): Formula {
  checkPeriod('aroonosc', period)
  const size = period + 1
  const lowAt = 1 + ring(size).length
  return {
    memory: remember(1, ring(size), ring(size)),
    step(from, to, high, low) {
      const up = barsSinceHighest(from, 1, high, size)
      const down = barsSinceLowest(from, lowAt, low, size)
      pushAt(from, to, 1, high, size)
      pushAt(from, to, lowAt, low, size)
      to[0] = (100 * (down - up)) / period
    },
  }
}
